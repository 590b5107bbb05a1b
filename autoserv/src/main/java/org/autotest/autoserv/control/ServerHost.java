package org.autotest.autoserv.control;

import static org.autotest.autoserv.control.JavaLiterals.literal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.autotest.autoserv.api.Arg;
import org.autotest.autoserv.api.BackgroundCommand;
import org.autotest.autoserv.api.BootLoader;
import org.autotest.autoserv.api.CommandFailed;
import org.autotest.autoserv.api.Host;
import org.autotest.autoserv.api.KernelOrder;
import org.autotest.autoserv.api.PowerOrder;
import org.autotest.autoserv.api.RebootOrder;
import org.autotest.autoserv.fitness.HostReboot;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.Links;
import org.autotest.autoserv.host.RemoteCommand;
import org.autotest.autoserv.host.ShellWords;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.lab.LabProblem;
import org.autotest.autoserv.lab.Power;
import org.autotest.autoserv.lab.PowerCycle;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.control.ControlLanguage;
import org.jspecify.annotations.Nullable;

/// [Host] over a connection. Tasks that run at the same time take turns.
public final class ServerHost implements Host {
  /// Bounds of what is done on a machine.
  ///
  /// @param reboot how long it may take
  /// @param fetchBytes most bytes of one [#getFile]
  public record Limits(HostRestart.Limits reboot, long fetchBytes) {}

  /// What a machine has beside the line to it.
  ///
  /// @param power empty when it cannot be switched
  /// @param restarts one for all lines to the machine
  public record Surroundings(
      ClientControl client, Optional<Power> power, Restarts restarts, Verification verification) {
    /// The same for a machine that is not switched.
    public Surroundings withoutPower() {
      return new Surroundings(client, Optional.empty(), restarts, verification);
    }
  }

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration STANDARD_LIMIT = Duration.ofHours(1);
  private static final Duration QUESTION_LIMIT = Duration.ofSeconds(60);

  private final HostConnection connection;
  private final MachineResults results;
  private final ClientControl client;
  private final Optional<Power> power;
  private final Limits limits;
  private final Supplier<Path> here;
  private final HostFiles files;
  private final Verification verification;
  private final ClientState given;
  private final Exports exports = new Exports();
  private final List<BackgroundCommand> running = new ArrayList<>();
  private final ProfilingRuns profiling;
  private final Restarts restarts;

  /// A machine of a job.
  ///
  /// @param results the client's lines and those about reboots go there
  /// @param here what names of files on this side are relative to
  /// @param given what jobs of clients begin with
  public ServerHost(
      HostConnection connection,
      MachineResults results,
      Surroundings surroundings,
      Limits limits,
      Supplier<Path> here,
      ClientState given) {
    this.given = given;
    this.connection = connection;
    this.results = results;
    this.client = surroundings.client();
    this.power = surroundings.power();
    this.restarts = surroundings.restarts();
    this.limits = limits;
    this.here = here;
    this.files = new HostFiles(connection, results.log(), limits.fetchBytes(), here);
    this.verification = surroundings.verification();
    this.profiling = new ProfilingRuns(connection, results, client, this);
  }

  @Override
  public String hostname() {
    return connection.hostname();
  }

  @Override
  public CommandResult run(String command) {
    return run(command, STANDARD_LIMIT);
  }

  @Override
  public CommandResult run(String command, Duration limit) {
    CommandResult result = tryRun(command, limit);
    if (!result.isSuccess()) {
      throw new CommandFailed(hostname(), command, result);
    }
    return result;
  }

  @Override
  public CommandResult tryRun(String command, Duration limit) {
    return ran(exports.before(command), limit);
  }

  private synchronized CommandResult ran(String command, Duration limit) {
    return Stopped.answered(() -> connection.runCommand(command, limit));
  }

  @Override
  public CommandResult runWithInput(String command, String input, Duration limit) {
    String file;
    synchronized (this) {
      file = ShellWords.quote(files.input(input));
    }
    return run("{ rm -f %1$s\n%2$s\n} <%1$s".formatted(file, command), limit);
  }

  @Override
  public String output(String command) {
    return run(command).stdout().strip();
  }

  @Override
  public synchronized BackgroundCommand start(String command) {
    try {
      RemoteCommand started = RemoteCommand.start(connection, exports.before(command), DAY);
      Background background = new Background(command, started, this::kill);
      running.add(background);
      return background;
    } catch (InterruptedException stop) {
      throw new Stopped();
    }
  }

  private synchronized void kill(RemoteCommand command) {
    Stopped.instead(() -> command.kill(results.log()));
  }

  @Override
  public void setVariable(String name, String value) {
    exports.set(name, value);
  }

  @Override
  public void sendFile(String from, String to) {
    sendFile(from, to, Links.NAMED_FOLLOWED);
  }

  @Override
  public void getFile(String from, String to) {
    getFile(from, to, Links.NAMED_FOLLOWED);
  }

  @Override
  public synchronized void sendFile(String from, String to, Links links) {
    files.send(from, to, links);
  }

  @Override
  public synchronized void getFile(String from, String to, Links links) {
    files.get(from, to, links);
  }

  @Override
  public synchronized void sendExactly(String from, String to) {
    files.sendExactly(from, to);
  }

  @Override
  public synchronized void getExactly(String from, String to) {
    files.getExactly(from, to);
  }

  @Override
  public synchronized List<String> getFiles(String pattern, String to) {
    return files.getAll(pattern, to);
  }

  @Override
  public synchronized String temporaryDirectory() {
    return files.temporaryDirectory();
  }

  /// Ends what [#start] and [#profiling] started and removes what [#temporaryDirectory] made.
  ///
  /// @throws SshFailure when the machine does not answer
  public synchronized void tidyUp() {
    profiling.endAll();
    running.stream().filter(BackgroundCommand::isRunning).forEach(BackgroundCommand::kill);
    running.clear();
    files.tidyUp();
  }

  @Override
  public synchronized boolean exists(String path) {
    return files.exists(path);
  }

  @Override
  public synchronized List<String> files(String pattern) {
    return files.matching(pattern);
  }

  @Override
  public boolean isUp() {
    try {
      return ask(":").isSuccess();
    } catch (SshFailure down) {
      return false;
    }
  }

  @Override
  public synchronized boolean waitUp(Duration limit) {
    try {
      HostRestart.awaitReturn(connection, limit);
      return true;
    } catch (SshFailure down) {
      return false;
    } catch (InterruptedException stop) {
      throw new Stopped();
    }
  }

  @Override
  public synchronized boolean waitDown(Duration limit) {
    return Stopped.answered(() -> HostRestart.awaitDown(connection, limit));
  }

  @Override
  public synchronized boolean waitForRestart(String oldBootId, Duration limit) {
    try {
      Stopped.instead(() -> HostRestart.awaitReboot(connection, oldBootId, limit));
      return true;
    } catch (SshFailure away) {
      return false;
    }
  }

  @Override
  public synchronized String bootId() {
    return Stopped.answered(() -> HostRestart.bootId(connection));
  }

  @Override
  public synchronized void reboot() {
    restarts.around(this, () -> Stopped.instead(rebooting(limits.reboot())::reboot));
  }

  /// What is ended before a reboot and begun anew after it.
  Restarts restarts() {
    return restarts;
  }

  @Override
  public synchronized void reboot(RebootOrder order) {
    HostReboot reboot = rebooting(new HostRestart.Limits(order.down(), order.up()));
    if (order.isForBootLoader()) {
      Stopped.instead(() -> reboot.refuseOurselves("rebooting"));
      new HostBootLoader(connection, client, this).bootNext(order.title(), order.kernelArgs());
    }
    restarts.around(this, () -> Stopped.instead(() -> reboot.reboot(order.command())));
  }

  @Override
  public boolean halt() {
    Stopped.instead(() -> rebooting(limits.reboot()).refuseOurselves("switching off"));
    return Host.super.halt();
  }

  @Override
  public void sysrqReboot() {
    Stopped.instead(() -> rebooting(limits.reboot()).refuseOurselves("rebooting"));
    Host.super.sysrqReboot();
  }

  private HostReboot rebooting(HostRestart.Limits within) {
    return new HostReboot(connection, within, results);
  }

  @Override
  public BootLoader bootLoader() {
    return new HostBootLoader(connection, client, this);
  }

  @Override
  public void installKernel(KernelOrder kernel) {
    new KernelInstaller(this, here).install(kernel);
  }

  @Override
  public void powerCycle() {
    powerCycle(limits.reboot().up());
  }

  @Override
  public synchronized void powerCycle(Duration up) {
    Power switched = requirePower();
    Stopped.instead(() -> new PowerCycle(connection, switched, up).record(results));
  }

  @Override
  public void powerCycle(PowerOrder order) {
    requirePower();
    Host.super.powerCycle(order);
  }

  @Override
  public synchronized void verify() {
    Stopped.instead(verification::require);
  }

  /// How its power is switched, which the lab has to say.
  public Power requirePower() {
    return power.orElseThrow(() -> LabProblem.unsaid("switching the power of " + hostname()));
  }

  @Override
  public String platform() {
    return results.labFacts(hostname()).getOrDefault("platform", "");
  }

  @Override
  public List<String> labels() {
    return results.labels(hostname());
  }

  @Override
  public synchronized void installClient() {
    Stopped.instead(client::install);
  }

  @Override
  public boolean runTest(String name, Arg... args) {
    StringJoiner words = new StringJoiner(", ", "void main() {\n  job.runTest(", ");\n}\n");
    words.add(literal(name));
    for (Arg arg : args) {
      words.add("arg(%s, %s)".formatted(literal(arg.name()), literal(arg.value())));
    }
    return runControl(words.toString());
  }

  @Override
  public boolean runControl(String control) {
    return runControl(control, Duration.ZERO);
  }

  @Override
  public boolean runControl(String control, Duration limit) {
    return runControl(new ClientCall(control, given.given(), limit, Optional.empty()));
  }

  /// Runs a client control file. What its job changes of what this job keeps comes back.
  ///
  /// @throws TimeIsUp when it took longer than its limit; its client is ended then
  public boolean runControl(ClientCall call) {
    return TimeLimit.within(
        call.limit(), "running a client control file on " + hostname(), () -> runNow(call));
  }

  private synchronized boolean runNow(ClientCall call) {
    int before = results.status().trail().failures();
    Map<String, @Nullable Object> kept = given.kept().all();
    String state = ClientState.json(call.beginning(), kept);
    Stopped.instead(() -> client.run(call.control(), state, call.disconnect()));
    String left = ControlLanguage.of(call.control()).fileName() + ".state";
    given.kept().takeOver(kept, results.directory().resolve(left), results.log());
    return results.status().trail().failures() == before;
  }

  /// Clients of their own that run profilers there.
  ProfilingRuns profiling() {
    return profiling;
  }

  private synchronized CommandResult ask(String script) {
    return Stopped.answered(() -> connection.run(script, QUESTION_LIMIT, List.of()));
  }
}
