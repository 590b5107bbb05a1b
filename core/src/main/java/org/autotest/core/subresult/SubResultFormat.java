package org.autotest.core.subresult;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What sub-results are written in.
public enum SubResultFormat {
  /// Test Anything Protocol, versions 12 to 14, with indented subtests.
  TAP("tap"),
  /// The kernel's kind of it: kselftest and KUnit, also as they stand in the kernel's log.
  KTAP("ktap"),
  /// JUnit XML, as pytest, googletest, Maven and many others write it.
  JUNIT("xml");

  private final String extension;

  SubResultFormat(String extension) {
    this.extension = extension;
  }

  /// How a file's name ends, without the dot.
  public String extension() {
    return extension;
  }

  /// The format of the name, in any case; `junitxml` and `xml` are [#JUNIT] too.
  public static Optional<SubResultFormat> ofWord(String word) {
    String upper = word.strip().toUpperCase(Locale.ROOT);
    return switch (upper) {
      case "XML", "JUNITXML" -> Optional.of(JUNIT);
      default -> Arrays.stream(values()).filter(each -> each.name().equals(upper)).findFirst();
    };
  }

  /// The format of a file by the end of its name; empty when that tells nothing.
  public static Optional<SubResultFormat> ofFileName(String name) {
    return Arrays.stream(values()).filter(each -> name.endsWith("." + each.extension)).findFirst();
  }
}
