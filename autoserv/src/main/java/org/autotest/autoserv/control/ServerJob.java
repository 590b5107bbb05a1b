package org.autotest.autoserv.control;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.autotest.autoserv.api.Job;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.StatusLogFile;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusWord;

/// [Job] over the results of the execution.
public final class ServerJob implements Job {
  private final MachineResults top;
  private final String tag;
  private final List<String> arguments;

  public ServerJob(MachineResults top, String tag, List<String> arguments) {
    this.top = top;
    this.tag = tag;
    this.arguments = List.copyOf(arguments);
  }

  @Override
  public void record(StatusCode code, String operation, String message) {
    top.status().result(code, operation, message);
  }

  @Override
  public void runGroup(String name, Runnable body) {
    StatusLogFile status = top.status();
    status.record(new StatusWord.Start(), name, Map.of(), "");
    boolean done = false;
    try {
      body.run();
      done = true;
    } finally {
      StatusCode code = done ? StatusCode.GOOD : StatusCode.ABORT;
      status.record(new StatusWord.End(code), name, Map.of(), "");
    }
  }

  @Override
  public List<String> args() {
    return arguments;
  }

  @Override
  public String tag() {
    return tag;
  }

  @Override
  public Path resultDirectory() {
    return top.directory();
  }
}
