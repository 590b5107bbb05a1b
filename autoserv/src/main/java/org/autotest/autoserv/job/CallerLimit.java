package org.autotest.autoserv.job;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Why work is interrupted: since the time is over that the control file gave it, while the
/// execution goes on, or since the execution is told to stop, and somebody waits for its end.
public final class CallerLimit {
  private static final ScopedValue<Supplier<Optional<String>>> REACHED = ScopedValue.newInstance();

  private CallerLimit() {}

  /// Does work of which the caller says at any time whether its time is over.
  ///
  /// @param words how the end of its time is told
  public static <T> T during(BooleanSupplier isReached, String words, Supplier<T> work) {
    Supplier<Optional<String>> outer = REACHED.orElse(Optional::empty);
    Supplier<Optional<String>> own =
        () -> isReached.getAsBoolean() ? Optional.of(words) : outer.get();
    return ScopedValue.where(REACHED, own).call(work::get);
  }

  /// That the time is over which the control file gave to what this thread does, in words; empty
  /// while it is not.
  static Optional<String> reached() {
    return REACHED.orElse(Optional::empty).get();
  }
}
