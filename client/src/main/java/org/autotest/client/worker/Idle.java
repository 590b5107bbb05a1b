package org.autotest.client.worker;

import org.autotest.client.bridge.BridgeConnection;
import org.autotest.client.bridge.Call;
import org.autotest.client.bridge.CallHandler;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;

/// Answers a worker that calls while it has nothing to do.
final class Idle implements CallHandler {
  @Override
  public Object handle(Call call, BridgeConnection caller) throws RaisedException {
    throw new RaisedException(
        Raise.of("JobError", call.name() + ": no test and no control file is running"));
  }

  /// Dropped: there is no test it could belong to.
  @Override
  public void log(String level, String module, int line, String text) {}
}
