package org.autotest.core.job;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.job.Job.ControlFileText;

/// What a submitter asks for, before anybody has looked whether it can be done: names may be
/// unknown, numbers out of range. The store checks it and makes a [Job] with its entries.
///
/// @param name free text; need not be unique
/// @param dependencies names of labels that every host must carry
/// @param keyvals copied into the `keyval` file of each execution
/// @param emailList addresses to tell when the job ends
/// @param requestKey chosen by the client; a second request of the same user with the same key is
///   answered with the job of the first. At most 100 characters
public record NewJob(
    String name,
    ControlFileText control,
    Targets targets,
    Wishes wishes,
    Set<String> dependencies,
    Map<String, String> keyvals,
    List<String> emailList,
    Optional<String> requestKey) {

  /// Where it shall run: one entry for each name.
  ///
  /// @param hosts names of hosts of the inventory, each once
  /// @param metaHosts names of labels, any of whose hosts will do; a label may stand several times
  /// @param oneTimeHosts names of machines outside the inventory, each once
  /// @param hostless needs no machine; then the lists are empty
  /// @param atomicGroup name of the group that the hosts are of; with neither hosts nor labels as
  ///   many of them as the group gives
  public record Targets(
      List<String> hosts,
      List<String> metaHosts,
      List<String> oneTimeHosts,
      boolean hostless,
      Optional<String> atomicGroup) {
    /// Runs on no machine.
    public static final Targets HOSTLESS = new Targets(List.of(), List.of(), List.of(), true);

    /// Asks for no atomic group.
    public Targets(
        List<String> hosts, List<String> metaHosts, List<String> oneTimeHosts, boolean hostless) {
      this(hosts, metaHosts, oneTimeHosts, hostless, Optional.empty());
    }

    public Targets {
      hosts = List.copyOf(hosts);
      metaHosts = List.copyOf(metaHosts);
      oneTimeHosts = List.copyOf(oneTimeHosts);
    }

    /// Runs on these hosts of the inventory.
    public static Targets hosts(String... names) {
      return new Targets(List.of(names), List.of(), List.of(), false);
    }

    /// Runs once for each mention on any host of the label.
    public static Targets metaHosts(String... labels) {
      return new Targets(List.of(), List.of(labels), List.of(), false);
    }

    /// Machines asked for, counting each mention of a label.
    public int count() {
      return hosts.size() + metaHosts.size() + oneTimeHosts.size();
    }
  }

  /// How it shall run. As [JobOptions], but unchecked.
  ///
  /// @param timeout from creation; whole hours
  /// @param maxRuntime from an entry's start; whole hours
  /// @param rebootBefore empty: as the submitter prefers in general
  /// @param rebootAfter empty: as the submitter prefers in general
  /// @param droneSet name of the set of drones that may run it; empty: the submitter's, if any
  public record Wishes(
      Priority priority,
      int synchCount,
      Duration timeout,
      Duration maxRuntime,
      boolean runVerify,
      Optional<RebootBefore> rebootBefore,
      Optional<RebootAfter> rebootAfter,
      boolean parseFailedRepair,
      boolean reserveHosts,
      Optional<String> droneSet) {

    /// Those of one who reserves no hosts and has no wish as to the drone.
    public Wishes(
        Priority priority,
        int synchCount,
        Duration timeout,
        Duration maxRuntime,
        boolean runVerify,
        Optional<RebootBefore> rebootBefore,
        Optional<RebootAfter> rebootAfter,
        boolean parseFailedRepair) {
      this(
          priority,
          synchCount,
          timeout,
          maxRuntime,
          runVerify,
          rebootBefore,
          rebootAfter,
          parseFailedRepair,
          false,
          Optional.empty());
    }

    /// Those of a submitter who says nothing.
    public static final Wishes STANDARD = of(JobOptions.DEFAULTS).withPreferredReboots();

    /// Asks for exactly these options.
    public static Wishes of(JobOptions options) {
      return new Wishes(
          options.priority(),
          options.synchCount(),
          options.timeout(),
          options.maxRuntime(),
          options.runVerify(),
          Optional.of(options.rebootBefore()),
          Optional.of(options.rebootAfter()),
          options.parseFailedRepair(),
          options.reserveHosts(),
          Optional.empty());
    }

    /// The same, rebooting as the submitter prefers in general.
    public Wishes withPreferredReboots() {
      return new Wishes(
          priority,
          synchCount,
          timeout,
          maxRuntime,
          runVerify,
          Optional.empty(),
          Optional.empty(),
          parseFailedRepair,
          reserveHosts,
          droneSet);
    }
  }

  public NewJob {
    dependencies = Collections.unmodifiableSet(new LinkedHashSet<>(dependencies));
    keyvals = Collections.unmodifiableMap(new LinkedHashMap<>(keyvals));
    emailList = List.copyOf(emailList);
  }

  /// A job with standard options and nothing else.
  public static NewJob of(String name, ControlFileText control, Targets targets) {
    return new NewJob(
        name, control, targets, Wishes.STANDARD, Set.of(), Map.of(), List.of(), Optional.empty());
  }

  /// The same, on other machines.
  ///
  /// @param atomicGroup name of the group that they are of
  public NewJob on(Targets other, Optional<String> atomicGroup) {
    return new NewJob(
        name,
        control,
        new Targets(
            other.hosts(), other.metaHosts(), other.oneTimeHosts(), other.hostless(), atomicGroup),
        wishes,
        dependencies,
        keyvals,
        emailList,
        requestKey);
  }

  /// The same, run in another way.
  public NewJob with(Wishes other) {
    return new NewJob(name, control, targets, other, dependencies, keyvals, emailList, requestKey);
  }

  /// The same, on hosts that carry these labels.
  public NewJob withDependencies(String... labels) {
    return new NewJob(
        name,
        control,
        targets,
        wishes,
        new LinkedHashSet<>(List.of(labels)),
        keyvals,
        emailList,
        requestKey);
  }
}
