package org.autotest.core.tko;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The kernel that a test ran on, as far as the status log tells (`tko_kernels`).
///
/// @param base version, without a trailing `-autotest`; [#UNKNOWN] when nothing told
/// @param patches in the order in which they were applied
public record Kernel(String base, List<Patch> patches) {
  /// Stands for a version, or a hash, that nobody knows.
  public static final String UNKNOWN_WORD = "UNKNOWN";

  /// What rows carry before the log tells a kernel.
  public static final Kernel UNKNOWN = new Kernel(UNKNOWN_WORD, List.of());

  private static final String AUTOTEST_SUFFIX = "-autotest";

  /// One patch on top of the base.
  ///
  /// @param spec what was asked for
  /// @param reference where it came from, often a URL
  /// @param hash of its content; empty text when the log does not tell
  public record Patch(String spec, String reference, String hash) {
    /// Reads `spec reference hash`. Absent words become empty text: one odd patch must not cost a
    /// job its results.
    static Patch parse(String text) {
      String[] words = text.strip().split("\\s+", 3);
      return new Patch(
          words[0], words.length > 1 ? words[1] : "", words.length > 2 ? words[2] : "");
    }
  }

  public Kernel {
    if (base.endsWith(AUTOTEST_SUFFIX)) {
      base = base.substring(0, base.length() - AUTOTEST_SUFFIX.length());
    }
    patches = List.copyOf(patches);
  }

  /// What tells two kernels apart: the MD5 of base and patch hashes joined by commas, as 32 hex
  /// digits, or [#UNKNOWN_WORD]. MD5 because rows of the original have it; nothing is protected by
  /// it.
  public String hash() {
    if (base.equals(UNKNOWN_WORD)) {
      return UNKNOWN_WORD;
    }
    String joined =
        Stream.concat(Stream.of(base), patches.stream().map(Patch::hash))
            .collect(Collectors.joining(","));
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(md5.digest(joined.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
