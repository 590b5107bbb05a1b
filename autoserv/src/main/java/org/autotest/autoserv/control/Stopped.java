package org.autotest.autoserv.control;

/// The execution was told to stop while a control file waited for something. Not an
/// [java.lang.Exception] that a control file would catch.
public final class Stopped extends Error {
  private static final long serialVersionUID = 1L;

  /// What may be interrupted.
  @FunctionalInterface
  interface Work {
    void run() throws InterruptedException;
  }

  /// What may be interrupted and gives something.
  @FunctionalInterface
  public interface Question<T> {
    T ask() throws InterruptedException;
  }

  Stopped() {
    super("told to stop", null, false, false);
  }

  /// Does something; an interrupt becomes this.
  static void instead(Work work) {
    answered(
        () -> {
          work.run();
          return true;
        });
  }

  /// Asks something; an interrupt becomes this.
  public static <T> T answered(Question<T> question) {
    try {
      return question.ask();
    } catch (InterruptedException stop) {
      throw new Stopped();
    }
  }
}
