package org.autotest.app.doctor;

/// What one look showed.
///
/// @param subject what was looked at, a word or two
/// @param observation what was seen
/// @param advice what to do; empty when nothing is to be done
public record Finding(String subject, Grade grade, String observation, String advice) {
  /// How much it matters.
  public enum Grade {
    /// As it should be.
    GOOD("✓"),
    /// Something will not work, the rest does.
    WARNING("!"),
    /// Nothing will work.
    BAD("✗");

    private final String sign;

    Grade(String sign) {
      this.sign = sign;
    }

    /// One character for a table.
    public String sign() {
      return sign;
    }
  }

  static Finding good(String subject, String observation) {
    return new Finding(subject, Grade.GOOD, observation, "");
  }

  static Finding warning(String subject, String observation, String advice) {
    return new Finding(subject, Grade.WARNING, observation, advice);
  }

  static Finding bad(String subject, String observation, String advice) {
    return new Finding(subject, Grade.BAD, observation, advice);
  }
}
