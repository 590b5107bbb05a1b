package org.autotest.client.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.client.bridge.BridgeServer;
import org.autotest.client.bridge.CallHandler;
import org.autotest.client.executable.ExecutableTest;
import org.autotest.client.executable.PrintedSubResults;
import org.autotest.client.log.LogSink;
import org.autotest.client.source.SourceBroken;
import org.autotest.client.source.SourceCompiler;
import org.autotest.client.test.ResultFormat;
import org.autotest.client.test.SubResultSink;
import org.autotest.client.test.TestBody;
import org.autotest.client.test.TestSource;
import org.autotest.client.test.TestSpec;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.subresult.SubResultFormat;

/// Opens a test of any kind for its life.
public final class TestOpener implements AutoCloseable {
  private final BridgeServer bridge;
  private final WorkerProgram python;
  private final SourceCompiler compiler;
  private final JavaWorkers javaWorkers;

  /// One for a job.
  ///
  /// @param idleDirectory where Java workers start
  /// @param jobLog takes what workers print while they have no test
  public TestOpener(
      BridgeServer bridge,
      WorkerProgram java,
      WorkerProgram python,
      SourceCompiler compiler,
      Path idleDirectory,
      LogSink jobLog) {
    this.bridge = bridge;
    this.python = python;
    this.compiler = compiler;
    this.javaWorkers = new JavaWorkers(bridge, java, idleDirectory, jobLog);
  }

  /// Opens one; its process is started, or taken from those that wait.
  ///
  /// @param calls serves what the test asks
  /// @param log takes what it prints
  /// @param subResults takes the sub-results among what it prints
  /// @throws RaisedException `TestError` when it does not compile
  public TestBody open(TestSpec spec, CallHandler calls, LogSink log, SubResultSink subResults)
      throws RaisedException {
    if (spec.source() instanceof TestSource.Java java) {
      return openJava(java, spec, calls, log);
    }
    if (spec.source() instanceof TestSource.Python) {
      Worker worker = Worker.start(bridge, python, "test", spec.directories().output(), log);
      worker.assign(calls, log);
      return new BridgedTestBody(worker, spec, Map.of(), Worker::close);
    }
    return openExecutable(spec, log, subResults);
  }

  /// Starts a Java worker of another kind than tests.
  ///
  /// @param log takes what it prints
  public Worker startJava(String role, Path directory, LogSink log) {
    return javaWorkers.start(role, directory, log);
  }

  /// Starts a Python worker of another kind than tests.
  ///
  /// @param log takes what it prints
  public Worker startPython(String role, Path directory, LogSink log) {
    return Worker.start(bridge, python, role, directory, log);
  }

  /// Starts in advance what a test needs that is about to be asked for.
  public void startAhead(TestSource test) {
    if (test instanceof TestSource.Java) {
      javaWorkers.startAhead();
    } else if (test instanceof TestSource.Python) {
      python.prepare();
    }
  }

  /// There will hardly be another test: workers that wait for one may leave, while other things are
  /// done.
  public void letGo() {
    javaWorkers.letGo();
  }

  @Override
  public void close() {
    javaWorkers.close();
    python.close();
  }

  private static TestBody openExecutable(TestSpec spec, LogSink log, SubResultSink subResults)
      throws RaisedException {
    try {
      Optional<SubResultFormat> format = ResultFormat.of(spec.source().directory());
      return new ExecutableTest(spec, log, new PrintedSubResults(format, subResults));
    } catch (MalformedInput | IOException cannot) {
      throw new RaisedException(
          Raise.of("TestError", "reading its control file: " + cannot.getMessage()));
    }
  }

  /// Compiles what a Java worker shall load.
  ///
  /// @return what the worker is to be told of it
  /// @throws RaisedException `TestError` when it does not compile
  public Map<String, String> compile(String name, Path file, String className)
      throws RaisedException {
    try {
      Map<String, String> told = new LinkedHashMap<>();
      told.put("classes", compiler.compile(file, className, "").toString());
      told.put("class", className);
      return told;
    } catch (SourceBroken broken) {
      throw new RaisedException(
          new Raise(
              "TestError",
              name + " does not compile: " + broken.problem(),
              List.of(),
              Raises.TEST_ERROR_BASES,
              ""));
    }
  }

  private TestBody openJava(TestSource.Java java, TestSpec spec, CallHandler calls, LogSink log)
      throws RaisedException {
    javaWorkers.startAhead();
    Map<String, String> extras = compile(java.name(), java.file(), java.className());
    Worker worker = javaWorkers.take();
    worker.assign(calls, log);
    return new BridgedTestBody(worker, spec, extras, javaWorkers::giveBack);
  }
}
