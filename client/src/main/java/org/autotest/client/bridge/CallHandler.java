package org.autotest.client.bridge;

import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// Serves the calls of the other side.
public interface CallHandler {
  /// Carries out one call.
  ///
  /// @param caller may be called back before the answer
  /// @return a value that JSON can hold
  /// @throws RaisedException travels back to the caller
  @Nullable Object handle(Call call, BridgeConnection caller) throws RaisedException;

  /// Takes a log record, which has no answer.
  ///
  /// @param level `DEBUG`, `INFO`, `WARNING` or `ERROR`
  /// @param module where it was written, as Python's `logging` names it
  /// @param line in that module; 0 when not known
  void log(String level, String module, int line, String text);
}
