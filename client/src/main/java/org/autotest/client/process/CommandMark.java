package org.autotest.client.process;

import java.util.List;
import java.util.Map;

/// Tells the processes of one command from the others of their session, by a variable that they
/// inherit: also those whose parents have ended.
public final class CommandMark {
  private static final String VARIABLE = "AUTOTEST_COMMAND";

  private final String value;

  /// One that no other command of this boot has.
  public CommandMark() {
    this.value = SessionMark.make().value();
  }

  /// Marks what is started with this environment.
  public void putInto(Map<String, String> environment) {
    environment.put(VARIABLE, value);
  }

  /// Those that live.
  public List<ProcessHandle> processes() {
    return ProcessTable.marked(VARIABLE + "=" + value);
  }
}
