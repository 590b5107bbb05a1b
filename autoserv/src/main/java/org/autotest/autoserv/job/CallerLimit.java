package org.autotest.autoserv.job;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Why work is interrupted: since the time is over that the control file gave it, while the
/// execution goes on, or since the execution is told to stop, and somebody waits for its end.
public final class CallerLimit {
  private static final ScopedValue<BooleanSupplier> REACHED = ScopedValue.newInstance();

  private CallerLimit() {}

  /// Does work of which the caller says at any time whether its time is over.
  public static <T> T during(BooleanSupplier isReached, Supplier<T> work) {
    BooleanSupplier outer = REACHED.orElse(() -> false);
    return ScopedValue.where(REACHED, () -> isReached.getAsBoolean() || outer.getAsBoolean())
        .call(work::get);
  }

  /// Whether the time is over that the control file gave to what this thread does.
  static boolean isReached() {
    return REACHED.orElse(() -> false).getAsBoolean();
  }
}
