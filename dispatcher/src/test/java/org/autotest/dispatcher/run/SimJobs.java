package org.autotest.dispatcher.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.JobOptions;
import org.autotest.core.job.Priority;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabJob;
import org.autotest.testkit.SettableClock;

/// What people submit in a simulated lab.
final class SimJobs {
  static final LabelId X86 = new LabelId(1);
  static final LabelId RARE = new LabelId(2);
  static final LabelId RACK = new LabelId(3);

  /// The atomic group whose hosts carry [#RACK].
  static final long GROUP = 1;

  private final Random random;
  private final SettableClock clock;
  private final SimTables tables;
  private final boolean patient;
  private int entriesMade;

  /// Submits nothing yet.
  ///
  /// @param patient whether jobs wait for ever, so that nothing ends because its time is over
  SimJobs(Random random, SettableClock clock, SimTables tables, boolean patient) {
    this.random = random;
    this.clock = clock;
    this.tables = tables;
    this.patient = patient;
  }

  /// Entries of all jobs so far.
  int entriesMade() {
    return entriesMade;
  }

  <T> T any(T[] values) {
    return List.of(values).get(random.nextInt(values.length));
  }

  /// Submits a job on some hosts, on any, or on none; returns what it was.
  String submit() {
    int hosts = tables.rows().hosts().size();
    int synch = random.nextInt(4) == 0 ? random.nextInt(1, Math.min(3, hosts) + 1) : 1;
    LabJob job = job(synch, random.nextInt(6) == 0 ? Set.of(RARE) : Set.of(), Optional.empty());
    boolean hostless = synch == 1 && random.nextInt(6) == 0;
    int count = hostless ? 1 : random.nextInt(synch, Math.min(hosts, synch + 2) + 1);
    List<HostId> free = shuffledHosts();
    List<LabEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean any = random.nextBoolean();
      entries.add(
          entry(
              job,
              hostless || any ? Optional.empty() : Optional.of(free.get(i)),
              hostless || !any ? Optional.empty() : Optional.of(X86)));
    }
    return submit(job, entries);
  }

  /// For any hosts of the atomic group, or for some that are named.
  String submitForGroup() {
    int hosts = tables.rows().hosts().size();
    int synch = random.nextInt(1, Math.min(4, hosts) + 1);
    LabJob job = job(synch, Set.of(), Optional.of(GROUP));
    List<HostId> free = shuffledHosts();
    List<LabEntry> entries = new ArrayList<>();
    if (random.nextBoolean()) {
      entries.add(
          entry(job, Optional.empty(), random.nextBoolean() ? Optional.of(X86) : Optional.empty()));
    } else {
      int count = random.nextInt(synch, Math.min(hosts, synch + 2) + 1);
      free.stream()
          .limit(count)
          .forEach(host -> entries.add(entry(job, Optional.of(host), Optional.empty())));
    }
    return submit(job, entries);
  }

  private LabJob job(int synch, Set<LabelId> needs, Optional<Long> atomicGroup) {
    JobOptions options =
        new JobOptions(
            any(Priority.values()),
            synch,
            patient ? Duration.ofDays(400) : Duration.ofHours(random.nextInt(1, 48)),
            Duration.ofHours(random.nextInt(1, 24)),
            random.nextBoolean(),
            any(RebootBefore.values()),
            any(RebootAfter.values()),
            random.nextBoolean(),
            random.nextInt(6) == 0);
    return new LabJob(
        new JobId(tables.nextId()),
        random.nextBoolean() ? "alice" : "bob",
        clock.instant(),
        options,
        needs,
        atomicGroup,
        tables.fleet().isPresent() && random.nextInt(5) == 0
            ? Optional.of(SimFleet.FAST)
            : Optional.empty());
  }

  private LabEntry entry(LabJob job, Optional<HostId> host, Optional<LabelId> anyOf) {
    return new LabEntry(
        new EntryId(tables.nextId()),
        job.id(),
        host,
        anyOf,
        job.atomicGroup(),
        EntryStatus.QUEUED,
        false,
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private List<HostId> shuffledHosts() {
    List<HostId> hosts = new ArrayList<>(tables.rows().hosts().keySet());
    Collections.shuffle(hosts, random);
    return hosts;
  }

  private String submit(LabJob job, List<LabEntry> entries) {
    entriesMade += entries.size();
    String what =
        "job %s: %d entries, synch %d%s"
            .formatted(
                job.id(),
                entries.size(),
                job.options().synchCount(),
                job.atomicGroup().isPresent() ? ", of the atomic group" : "");
    TreeSet<HostId> named = new TreeSet<>();
    entries.forEach(entry -> entry.host().ifPresent(named::add));
    tables.edit(
        Kind.JOB,
        job.id().value(),
        r -> {
          r.jobs().put(job.id(), job);
          r.blocks().put(job.id(), named);
          entries.forEach(entry -> r.entries().put(entry.id(), entry));
        });
    return what;
  }
}
