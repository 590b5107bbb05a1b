package org.autotest.store.access;

import java.util.function.Supplier;
import org.autotest.core.failure.BadRequest;
import org.autotest.store.SqlFailure;
import org.jdbi.v3.core.JdbiException;

/// Turns a broken unique key into a refusal: whatever was looked up before, two callers may insert
/// at once.
public final class Unique {
  private Unique() {}

  /// Runs a transaction.
  ///
  /// @param taken what to tell when a row with the same key exists
  public static <T extends @org.jspecify.annotations.Nullable Object> T orRefuse(
      Supplier<T> transaction, Supplier<BadRequest> taken) {
    try {
      return transaction.get();
    } catch (JdbiException failure) {
      if (SqlFailure.of(failure) != SqlFailure.DUPLICATE) {
        throw failure;
      }
      throw taken.get();
    }
  }
}
