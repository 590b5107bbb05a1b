package org.autotest.autoserv;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.autotest.autoserv.command.Assignment;
import org.autotest.autoserv.command.Beside;
import org.autotest.autoserv.command.Options;
import org.autotest.autoserv.control.LabSources;
import org.autotest.autoserv.control.Restarts;
import org.autotest.autoserv.control.ServerHost;
import org.autotest.autoserv.crash.CrashInfo;
import org.autotest.autoserv.crash.Gatherer;
import org.autotest.autoserv.fitness.Fitness;
import org.autotest.autoserv.fitness.FitnessRules;
import org.autotest.autoserv.fitness.HostCleanup;
import org.autotest.autoserv.fitness.HostVerifier;
import org.autotest.autoserv.fitness.LabClasses;
import org.autotest.autoserv.fitness.LabFitness;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.install.Archive;
import org.autotest.autoserv.install.Archives;
import org.autotest.autoserv.install.Bundles;
import org.autotest.autoserv.install.ClientConfiguration;
import org.autotest.autoserv.install.ClientInstaller;
import org.autotest.autoserv.install.InstallFailure;
import org.autotest.autoserv.install.Installation;
import org.autotest.autoserv.job.ClientFailure;
import org.autotest.autoserv.job.ClientLimits;
import org.autotest.autoserv.job.ClientOrder;
import org.autotest.autoserv.job.ClientRun;
import org.autotest.autoserv.lab.LabMachines;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.autoserv.results.RunLog;
import org.autotest.autoserv.results.UncollectedLogs;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.Misconfigured;
import org.autotest.core.files.Unreadable;
import org.autotest.core.host.Protection;

/// What is done on machines for each kind of assignment.
final class Works {
  private static final Duration CLOCK_SKEW_MAX = Duration.ofSeconds(60);

  /// A job may have clients at work.
  private static final Set<String> OF_OTHERS = Set.of(Fitness.NO_LEFTOVERS);

  private final Options options;
  private final Surroundings surroundings;
  private final MachineResults top;
  private final LabSources sources;
  private final Clients clients;

  Works(Options options, Surroundings surroundings, MachineResults top) {
    this.options = options;
    this.surroundings = surroundings;
    this.top = top;
    this.sources = new LabSources(surroundings.scratch());
    this.clients =
        new Clients(options.identity(), clientLimits(), log -> installer(bundles(), tests(), log));
  }

  /// For all assignments but a server job.
  EachMachine.Work onEachMachine() {
    return switch (options.assignment()) {
      case Assignment.ClientJob job -> clientJob(job);
      case Assignment.Verify() -> machine -> verifier(machine).verify();
      case Assignment.Repair(var protection) -> repair(protection);
      case Assignment.Cleanup(var mode) -> machine -> cleanup(machine, mode);
      case Assignment.Reset(var mode) ->
          machine -> {
            cleanup(machine, mode);
            verifier(machine).verify();
          };
      case Assignment.CollectCrashinfo() ->
          machine ->
              new Gatherer(
                      machine.host(),
                      machine.results(),
                      clientLimits(),
                      options.limits().crashWait())
                  .gather();
      case Assignment.ServerJob _, Assignment.ClientTarball _ ->
          throw new IllegalArgumentException(
              "%s is not done on each machine".formatted(options.assignment()));
    };
  }

  /// Puts the client into the results, by the name that the installation has it under.
  EachMachine.Outcome clientTarball() {
    Archive client = bundles().own();
    Path file = top.directory().resolve("autotest-client-%s.tar.gz".formatted(client.version()));
    try {
      Files.copy(client.file().get(), file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException full) {
      throw new ResultsUnwritable(file, full);
    }
    top.log().log(Level.INFO, "the client is in {0}", file);
    return new EachMachine.Outcome(Optional.empty(), 0);
  }

  private EachMachine.Work clientJob(Assignment.ClientJob job) {
    String control = read(job.control());
    write(top.directory().resolve("control"), control);
    Bundles bundles = bundles();
    Optional<Archive> tests = tests();
    return machine -> {
      ClientOrder order =
          ClientOrder.of(
              control, job.arguments(), options.identity().tag(), options.identity().user());
      try (Aside aside = aside(machine)) {
        clientJob(machine, order, installer(bundles, tests, machine.results().log()), aside);
      } catch (RuntimeException failed) {
        cleanUpAfter(failed, machine, job.cleanup());
        throw failed;
      }
      cleanup(machine, job.cleanup());
    };
  }

  private void clientJob(Machine machine, ClientOrder order, ClientInstaller installer, Aside aside)
      throws InterruptedException {
    CrashInfo.Since since = CrashInfo.Since.UNKNOWN;
    try {
      Installation installation = installer.install(machine.host());
      since =
          new CrashInfo.Since(
              installation.now().getEpochSecond(),
              installation.messagesFile(),
              installation.messagesBytes());
      ClientRun.recordKernel(machine.results(), installation);
      Clients.run(machine, installation, order, aside, clientLimits());
    } catch (AutotestException failed) {
      AutotestException judged = aside.console().judge(failed).orElse(failed);
      recordAbort(machine.results(), judged);
      if (failed instanceof ClientFailure || isBack(failed, since, machine)) {
        CrashInfo.collect(machine.host(), machine.results(), since);
      }
      throw judged;
    }
  }

  /// Whether a machine that was lost came back in time for what its client had left there.
  private static boolean isBack(AutotestException failed, CrashInfo.Since since, Machine machine) {
    return failed instanceof SshFailure
        && !since.equals(CrashInfo.Since.UNKNOWN)
        && !Files.exists(machine.results().directory().resolve(UncollectedLogs.NAME));
  }

  /// What failed first is what is told; that the cleanup failed too stands in the status log.
  private void cleanUpAfter(
      RuntimeException failed, Machine machine, Optional<HostCleanup.Mode> mode)
      throws InterruptedException {
    try {
      cleanup(machine, mode);
    } catch (AutotestException too) {
      machine.results().log().log(Level.WARNING, too.problem());
      failed.addSuppressed(too);
    }
  }

  private void cleanup(Machine machine, Optional<HostCleanup.Mode> mode)
      throws InterruptedException {
    if (mode.isPresent()) {
      cleanup(machine, mode.get());
    }
  }

  /// A guest is as new for every execution: it needs no reboot.
  void cleanup(Machine machine, HostCleanup.Mode mode) throws InterruptedException {
    boolean isGuest = devices().guest(machine.host().hostname()).isPresent();
    new HostCleanup(machine.host(), rules(), machine.results())
        .clean(isGuest ? HostCleanup.Mode.TIDY : mode);
  }

  /// Writes why nothing more came into the status log.
  static void recordAbort(MachineResults results, AutotestException failed) {
    if (failed instanceof ResultsUnwritable) {
      return;
    }
    results.status().abort(failed.problem());
  }

  private HostVerifier verifier(Machine machine) {
    return beforehand(() -> fitness(machine, rules()).verifier());
  }

  private EachMachine.Work repair(Protection protection) {
    return beforehand(
        () -> {
          FitnessRules rules = rules();
          Bundles bundles = bundles();
          Optional<Archive> tests = tests();
          LabMachines devices = devices();
          return machine ->
              beforehand(
                      () ->
                          fitness(machine, rules)
                              .repair(
                                  installer(bundles, tests, machine.results().log()),
                                  devices.power(machine.host().hostname())))
                  .repair(protection);
        });
  }

  /// Reads what the lab has configured; whatever is wrong with that, the machine was not reached
  /// for.
  private static <T> T beforehand(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (AutotestException wrong) {
      throw wrong.blame() == Blame.LAB ? new Misconfigured(wrong) : wrong;
    }
  }

  private Fitness fitness(Machine machine, FitnessRules rules) {
    return fitness(machine, rules, Set.of());
  }

  private Fitness fitness(Machine machine, FitnessRules rules, Set<String> more) {
    Set<String> without = new HashSet<>(options.lab().without());
    without.addAll(more);
    LabFitness lab = new LabFitness(options.lab().fitness(), without);
    MachineResults results = machine.results();
    LabLine line = new LabLine(this, machine);
    LabClasses classes = sources.on(line::ofCheck, line::ofAction, results.log());
    return new Fitness(machine.host(), rules, lab, results, surroundings.clock(), classes);
  }

  /// Machines beside those of a server job.
  Beside beside() {
    return options.lab().beside();
  }

  /// What the lab says of its machines.
  LabMachines devices() {
    return Aside.devices(options.lab());
  }

  /// What there is of a machine during a job, beside the line to it.
  Aside aside(Machine machine) {
    return Aside.of(machine, devices(), surroundings.clock());
  }

  private FitnessRules rules() {
    return new FitnessRules(
        bundleFile().map(_ -> bundles()),
        options.client().directories(),
        options.limits().diskFreeKib(),
        CLOCK_SKEW_MAX,
        options.limits().repairWait(),
        HostRestart.Limits.DEFAULTS);
  }

  private ClientLimits clientLimits() {
    ClientLimits standard = ClientLimits.DEFAULTS;
    return new ClientLimits(
        options.limits().disconnect(),
        options.limits().crashWait(),
        standard.reboot(),
        standard.grace(),
        standard.betweenCollections(),
        options.limits().resultsBytesMax(),
        standard.statusBytesMax());
  }

  private Optional<Path> bundleFile() {
    return options.client().bundle().or(() -> surroundings.installed().bundle());
  }

  /// A bundle that the command line names is for all machines.
  private Bundles bundles() {
    Archive own =
        bundleFile()
            .map(Archives::bundle)
            .orElseThrow(
                () ->
                    new InstallFailure(
                        Blame.LAB,
                        "looking for the client bundle: there is none, say where with"
                            + " --client-bundle"));
    return options.client().bundle().isPresent()
        ? Bundles.only(own)
        : new Bundles(own, surroundings.installed().bundles());
  }

  private Optional<Archive> tests() {
    return options
        .client()
        .tests()
        .or(() -> surroundings.installed().tests())
        .map(directory -> Archives.tests(directory, surroundings.scratch()));
  }

  private ClientInstaller installer(Bundles bundles, Optional<Archive> tests, RunLog log) {
    ClientConfiguration configuration =
        options
            .client()
            .configuration()
            .map(ClientConfiguration::read)
            .orElse(ClientConfiguration.NONE);
    return new ClientInstaller(bundles, tests, options.client().directories(), configuration, log);
  }

  private static String read(Path control) {
    try {
      return new String(Files.readAllBytes(control), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new ClientFailure(
          Blame.LAB, Unreadable.told("reading the control file", control, unreadable));
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException full) {
      throw new ResultsUnwritable(file, full);
    }
  }

  /// Runs a control file here.
  EachMachine.Outcome serverJob(Assignment.ServerJob job) throws InterruptedException {
    String text = read(job.control());
    write(top.directory().resolve(job.storedAs()), text);
    try (ServerRun run =
        new ServerRun(job, options.machines(), options.identity(), surroundings, top, this)) {
      return run.run(text);
    }
  }

  /// How long a machine of a server job is waited for, so that it tells of its crash.
  Duration crashWait() {
    return options.limits().crashWait();
  }

  /// Bounds for the machines of a server job.
  ServerHost.Limits serverLimits() {
    return new ServerHost.Limits(HostRestart.Limits.DEFAULTS, options.limits().resultsBytesMax());
  }

  /// What a machine of a server job has beside the line to it.
  ServerHost.Surroundings surroundingsOf(Machine machine, Aside aside, Restarts restarts) {
    return new ServerHost.Surroundings(
        clients.on(machine, aside),
        devices().power(machine.host().hostname()),
        restarts,
        () -> fitness(machine, rules(), OF_OTHERS).verifier().require());
  }

  /// Tests of the server.
  Optional<Path> serverTests() {
    return options
        .client()
        .serverTests()
        .or(() -> surroundings.installed().serverTests())
        .map(Path::toAbsolutePath);
  }

  /// Where clients may be on machines, and how much has to be free there.
  Map<String, Object> clientFacts() {
    return Map.of(
        "directories", options.client().directories(), "free_kib", options.limits().diskFreeKib());
  }
}
