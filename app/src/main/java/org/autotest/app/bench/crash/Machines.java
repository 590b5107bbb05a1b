package org.autotest.app.bench.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.autotest.app.demo.DemoHosts;

/// Machines with an SSH server each, on which the real autoserv runs the real client. They know one
/// test, `hold`, which goes on until jobs that run beside the scenarios are let go.
final class Machines implements AutoCloseable {
  /// The names of machines begin with it.
  static final String MARK = "machine";

  /// The control file of a job that holds.
  static final String CONTROL = "job.run_test('hold')\n";

  private static final List<String> NAMES =
      IntStream.rangeClosed(1, 4).mapToObj(number -> MARK + number).toList();
  private static final String CLIENT = "org.autotest.client.ClientMain";
  private static final String[] NO_ARGUMENTS = {};

  private static final String HOLD_PROGRAM = "/hold/hold";
  private static final String HOLD =
      """
      #!/bin/sh
      while [ ! -e "RELEASED" ]; do sleep 0.2; done
      """;

  private final DemoHosts hosts;
  private final Path tests;

  private Machines(DemoHosts hosts, Path tests) {
    this.hosts = hosts;
    this.tests = tests;
  }

  /// Switches them on.
  ///
  /// @param directory where their files are
  /// @param released the file that ends the test
  static Machines start(Path directory, Path released) throws IOException {
    Path tests = directory.resolve("tests");
    Path hold = Files.createDirectories(tests.resolve("client/hold")).resolve("hold");
    CrashPrograms.program(hold, HOLD.replace("RELEASED", released.toString()));
    return new Machines(DemoHosts.start(directory, NAMES), tests);
  }

  List<String> names() {
    return NAMES;
  }

  /// Lines for the configuration of a lab that shall reach them.
  String configuration() {
    return """
        ssh.config = %s
        tests_dir = %s
        host.client_dirs = ~/autotest
        """
        .formatted(hosts.sshConfig(), tests);
  }

  /// The client at work on each machine that has one. What it has just forked looks like it until
  /// it has become its own program, and is not meant.
  Map<String, ProcessHandle> clients() {
    Map<String, ProcessHandle> clients = new HashMap<>();
    for (String name : NAMES) {
      hosts.running(name).stream()
          .filter(Machines::isClient)
          .filter(process -> process.parent().filter(Machines::isClient).isEmpty())
          .forEach(client -> clients.put(name, client));
    }
    return clients;
  }

  private static boolean isClient(ProcessHandle process) {
    return arguments(process).contains(CLIENT);
  }

  /// Processes that the test has started on a machine and that are there still, in words.
  List<String> tests(String name) {
    return hosts.running(name).stream()
        .map(process -> String.join(" ", arguments(process)))
        .filter(words -> words.endsWith(HOLD_PROGRAM))
        .toList();
  }

  private static List<String> arguments(ProcessHandle process) {
    return List.of(process.info().arguments().orElse(NO_ARGUMENTS));
  }

  @Override
  public void close() throws IOException {
    hosts.close();
  }
}
