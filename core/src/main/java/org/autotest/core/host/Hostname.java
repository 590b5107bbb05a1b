package org.autotest.core.host;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A name that a host can have. It becomes an argument of `ssh` and a component of results paths,
/// so nothing that could be an option or leave a directory can be constructed.
///
/// @param value a DNS name or an IPv4/IPv6 address: letters, digits, `.`, `_`, `:` and `-`, at most
///   255, starting with a letter or digit
public record Hostname(String value) implements Comparable<Hostname> {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,254}");
  private static final Pattern CHUNK = Pattern.compile("\\d+|\\D+");

  /// `host3 < host09 < host010 < host10`: digits by number, the rest by text, any case; ties by
  /// text.
  private static final Comparator<String> NATURAL = Hostname::compareNaturally;

  public Hostname {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "'%s' is no host name: letters, digits and . _ : - only, starting with a letter or digit"
              .formatted(value));
    }
  }

  /// Whether the text can be a host name.
  public static boolean isValid(String text) {
    return SAFE.matcher(text).matches();
  }

  @Override
  public int compareTo(Hostname other) {
    return NATURAL.compare(value, other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  private static int compareNaturally(String a, String b) {
    Matcher left = CHUNK.matcher(a);
    Matcher right = CHUNK.matcher(b);
    while (left.find() && right.find()) {
      int difference = compareChunks(left.group(), right.group());
      if (difference != 0) {
        return difference;
      }
    }
    int byLength = Integer.compare(a.length(), b.length());
    return byLength != 0 ? byLength : a.compareTo(b);
  }

  private static int compareChunks(String a, String b) {
    if (!Character.isDigit(a.charAt(0)) || !Character.isDigit(b.charAt(0))) {
      return String.CASE_INSENSITIVE_ORDER.compare(a, b);
    }
    String left = a.replaceFirst("^0+(?=.)", "");
    String right = b.replaceFirst("^0+(?=.)", "");
    int byLength = Integer.compare(left.length(), right.length());
    return byLength != 0 ? byLength : left.compareTo(right);
  }
}
