package org.autotest.app.bench.crash;

import static org.autotest.app.bench.crash.Scenario.archived;
import static org.autotest.app.bench.crash.Scenario.entry;
import static org.autotest.core.job.EntryEvent.*;
import static org.autotest.core.job.EntryStatus.*;

import java.util.List;

/// How entries come to the rows of their table.
final class EntryScenarios {
  private static final Wish TWO = Wish.VERIFIED.together(2);

  private EntryScenarios() {}

  /// Entries in the queue, of jobs that want one host or two named ones.
  static List<Scenario> queue() {
    return List.of(
        entry(QUEUED, HOST_TAKEN_TO_PREPARE, stage -> stage.submit(Wish.VERIFIED, stage.host())),
        entry(QUEUED, HOST_TAKEN_AS_IS, stage -> stage.submit(Wish.PLAIN, stage.host())),
        entry(QUEUED, HOSTLESS_STARTED, stage -> stage.submitHostless(Wish.PLAIN)),
        entry(
            QUEUED,
            HOST_GIVEN_UP_PARSE,
            stage -> stage.submit(Wish.VERIFIED, stage.host("badverify", "badrepair"))),
        entry(
            QUEUED,
            HOST_GIVEN_UP,
            stage ->
                stage.submit(
                    Wish.VERIFIED.withoutRepairResults(), stage.host("badverify", "badrepair"))),
        entry(
            QUEUED,
            TOO_FEW_LEFT,
            stage -> {
              String locked = stage.lockedHost();
              stage.submit(TWO, locked, stage.host());
              stage.abort(locked);
            }),
        entry(
            QUEUED,
            ABORTED_EARLY,
            stage -> {
              stage.submit(Wish.PLAIN, stage.lockedHost());
              stage.abort();
            }));
  }

  /// Entries whose hosts are being prepared, or held for others of one job.
  static List<Scenario> preparation() {
    return List.of(
        entry(VERIFYING, PREPARED, stage -> stage.submit(Wish.VERIFIED, stage.host())),
        entry(
            VERIFYING,
            PREPARE_FAILED,
            stage -> stage.submit(Wish.VERIFIED, stage.host("badverify"))),
        entry(
            VERIFYING,
            ABORTED_EARLY,
            stage -> {
              stage.submit(Wish.VERIFIED, stage.host("holdverify"));
              stage.when(VERIFYING, stage::abort);
            }),
        entry(PENDING, GROUP_COMPLETE, stage -> stage.submit(TWO, stage.host(), stage.host())),
        entry(
            PENDING,
            TOO_FEW_LEFT,
            stage -> {
              String good = stage.host();
              stage.submit(TWO, good, stage.host("badverify", "holdrepair", "badrepair"));
              stage.whenAll(PENDING, List.of(good), stage::release);
            }),
        entry(
            PENDING,
            ABORTED_EARLY,
            stage -> {
              String good = stage.host();
              stage.submit(TWO, good, stage.host("holdverify"));
              stage.whenAll(PENDING, List.of(good), () -> stage.abort(good));
            }));
  }

  /// Entries of jobs that want an atomic group.
  static List<Scenario> groups() {
    return List.of(
        entry(QUEUED, LEFT_OVER, stage -> stage.submitToGroup(TWO, "", "", "badverify holdrepair")),
        entry(VERIFYING, LEFT_OVER, stage -> stage.submitToGroup(TWO, "", "", "holdverify")),
        entry(PENDING, WAIT_FOR_MORE, stage -> stage.submitToGroup(TWO, "", "", "holdverify")),
        entry(
            PENDING,
            LEFT_OVER,
            stage -> {
              // The other two come to be ready together, one more than the group gives by then.
              List<String> hosts = stage.submitToGroup(TWO, "", "holdverify", "holdverify");
              stage.whenAll(
                  PENDING,
                  hosts.subList(0, 1),
                  () -> {
                    stage.limitGroup(2);
                    stage.releaseWhileNobodyPlans();
                  });
            }));
  }

  /// Entries whose hosts wait for more of an atomic group.
  static List<Scenario> waits() {
    return List.of(
        entry(WAITING, WAIT_OVER, stage -> stage.submitToGroup(TWO, "", "", "holdverify")),
        entry(
            WAITING,
            TOO_FEW_LEFT,
            stage -> {
              List<String> hosts = stage.submitToGroup(TWO, "", "", "holdverify");
              stage.whenAll(
                  WAITING, hosts.subList(0, 2), () -> stage.abort(hosts.get(0), hosts.get(2)));
            }),
        entry(
            WAITING,
            LEFT_OVER,
            stage -> {
              List<String> hosts = stage.submitToGroup(TWO, "", "", "", "holdverify");
              stage.whenAll(WAITING, hosts.subList(0, 3), () -> stage.limitGroup(2));
            }),
        entry(
            WAITING,
            ABORTED_EARLY,
            stage -> {
              List<String> hosts = stage.submitToGroup(TWO, "", "", "holdverify");
              stage.whenAll(WAITING, hosts.subList(0, 2), () -> stage.abort(hosts.getFirst()));
            }));
  }

  /// Entries whose group is complete.
  static List<Scenario> run() {
    Scenario.Play abortedRun =
        stage -> {
          stage.submit(Wish.PLAIN.doing("hold"), stage.host());
          stage.when(RUNNING, stage::abort);
        };
    Scenario.Play good = stage -> stage.submit(Wish.PLAIN, stage.host());
    Scenario.Play bad = stage -> stage.submit(Wish.PLAIN.doing("fail"), stage.host());
    Scenario.Play never = stage -> stage.submit(Wish.PLAIN.doing("never"), stage.host());
    return List.of(
        entry(STARTING, AUTOSERV_STARTED, good),
        entry(
            STARTING,
            LAUNCH_FAILED,
            stage -> stage.submitWithoutControlFile(Wish.VERIFIED, stage.host("holdverify"))),
        entry(
            STARTING,
            ABORTED_EARLY,
            stage -> {
              stage.submitWithoutRoom(Wish.VERIFIED, stage.host("holdverify"));
              stage.when(STARTING, stage::abort);
            }),
        entry(RUNNING, NEVER_BEGAN, never),
        entry(RUNNING, AUTOSERV_ENDED, good),
        entry(GATHERING, GATHERED, stage -> stage.submit(Wish.PLAIN.doing("vanish"), stage.host())),
        entry(PARSING, FINISHED_COMPLETED, good),
        entry(PARSING, FINISHED_FAILED, bad),
        entry(PARSING, FINISHED_ABORTED, abortedRun),
        archived(PARSING, PARSED_TO_ARCHIVE, good),
        archived(ARCHIVING, FINISHED_COMPLETED, good),
        archived(ARCHIVING, FINISHED_FAILED, bad),
        archived(ARCHIVING, FINISHED_ABORTED, abortedRun));
  }
}
