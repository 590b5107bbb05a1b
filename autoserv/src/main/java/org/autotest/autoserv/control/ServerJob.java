package org.autotest.autoserv.control;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.autoserv.api.Arg;
import org.autotest.autoserv.api.Job;
import org.autotest.autoserv.api.ParallelFailed;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.StatusLogFile;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusWord;

/// [Job] over the results of the execution.
public final class ServerJob implements Job {
  /// What of an execution the job needs.
  public interface Execution {
    /// Results of one machine of several.
    MachineResults of(String machine);

    /// Notes that a machine of several failed.
    void failed(String machine, Exception thrown);

    /// Runs a test of the server; whether it did not fail.
    boolean runTest(String name, Map<String, Object> arguments);

    /// Runs another control file; [Job#runControl] says where it is looked for.
    void runControl(String file) throws InterruptedException;
  }

  private static final ScopedValue<MachineResults> MACHINE = ScopedValue.newInstance();

  private final MachineResults top;
  private final String tag;
  private final List<String> arguments;
  private final Execution execution;

  public ServerJob(MachineResults top, String tag, List<String> arguments, Execution execution) {
    this.top = top;
    this.tag = tag;
    this.arguments = List.copyOf(arguments);
    this.execution = execution;
  }

  @Override
  public void record(StatusCode code, String operation, String message) {
    status().result(code, operation, message);
  }

  @Override
  public void record(
      StatusCode code,
      String subdirectory,
      String operation,
      String message,
      Map<String, String> fields) {
    status().record(new StatusWord.Result(code), subdirectory, operation, fields, message);
  }

  @Override
  public void disableWarnings(String type) {
    status().info(Map.of("warnings.disable", type), "disabling %s warnings".formatted(type));
  }

  @Override
  public void enableWarnings(String type) {
    status().info(Map.of("warnings.enable", type), "enabling %s warnings".formatted(type));
  }

  @Override
  public void runGroup(String name, Runnable body) {
    StatusLogFile status = status();
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
  public void parallelSimple(Body body, List<String> machines) {
    Map<String, Exception> failures = forEach(body, machines);
    if (!failures.isEmpty()) {
      throw new ParallelFailed(failures, machines.size());
    }
  }

  @Override
  public List<String> parallelOnMachines(Body body, List<String> machines) {
    Map<String, Exception> failures = forEach(body, machines);
    return machines.stream().filter(machine -> !failures.containsKey(machine)).toList();
  }

  @Override
  public void parallel(Task... tasks) {
    Map<String, Task> named = new LinkedHashMap<>();
    for (int i = 0; i < tasks.length; i++) {
      Task task = tasks[i];
      named.put("task %d".formatted(i + 1), within(results(), task));
    }
    Map<String, Exception> failures = Parallel.run(named);
    if (!failures.isEmpty()) {
      throw new ParallelFailed(failures, tasks.length);
    }
  }

  private Map<String, Exception> forEach(Body body, List<String> machines) {
    boolean alone = machines.size() == 1;
    Map<String, Task> tasks = new LinkedHashMap<>();
    for (String machine : machines) {
      MachineResults own = alone ? results() : execution.of(machine);
      tasks.put(machine, within(own, () -> body.run(machine)));
    }
    Map<String, Exception> failures = Parallel.run(tasks);
    if (!alone) {
      failures.forEach(execution::failed);
    }
    return failures;
  }

  private static Task within(MachineResults results, Task task) {
    return () ->
        ScopedValue.where(MACHINE, results)
            .call(
                () -> {
                  task.run();
                  return true;
                });
  }

  @Override
  public boolean runTest(String name, Arg... args) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (Arg arg : args) {
      arguments.put(arg.name(), arg.value());
    }
    return execution.runTest(name, arguments);
  }

  @Override
  public void runControl(String file) {
    try {
      execution.runControl(file);
    } catch (InterruptedException stop) {
      throw new Stopped();
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
    return results().directory();
  }

  /// Does something whose records go to given results.
  public static void inside(MachineResults results, Runnable work) {
    ScopedValue.where(MACHINE, results).run(work);
  }

  /// Where records go now.
  public MachineResults current() {
    return results();
  }

  /// Where those about one of several machines go.
  public MachineResults of(String machine) {
    return execution.of(machine);
  }

  /// Notes that a machine of several failed.
  public void failed(String machine, Exception thrown) {
    execution.failed(machine, thrown);
  }

  private StatusLogFile status() {
    return results().status();
  }

  private MachineResults results() {
    return MACHINE.orElse(top);
  }
}
