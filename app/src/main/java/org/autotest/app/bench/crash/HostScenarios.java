package org.autotest.app.bench.crash;

import static org.autotest.app.bench.crash.Scenario.byHand;
import static org.autotest.app.bench.crash.Scenario.host;
import static org.autotest.core.host.HostEvent.*;
import static org.autotest.core.host.HostStatus.*;

import java.util.List;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.TaskType;

/// How hosts come to the rows of their table.
final class HostScenarios {
  private HostScenarios() {}

  private static Scenario.Play request(TaskType type, String... words) {
    return stage -> stage.request(stage.host(words), type);
  }

  private static Scenario.Play leave(HostStatus status, TaskType type) {
    return stage -> stage.leaveByHand(stage.host(), status, type);
  }

  /// A host that was given up, and what somebody asks for then.
  private static Scenario.Play givenUp(TaskType then) {
    return stage -> {
      String host = stage.host("badrepair");
      stage.request(host, TaskType.REPAIR);
      stage.when(REPAIR_FAILED, () -> stage.request(host, then));
    };
  }

  /// Tasks that somebody asks for.
  static List<Scenario> tasks() {
    return List.of(
        host(READY, CLEANUP_STARTED, request(TaskType.CLEANUP)),
        host(READY, VERIFY_STARTED, request(TaskType.VERIFY)),
        host(READY, REPAIR_STARTED, request(TaskType.REPAIR)),
        host(CLEANING, TASK_SUCCEEDED, request(TaskType.CLEANUP)),
        host(CLEANING, REPAIR_STARTED, request(TaskType.CLEANUP, "badcleanup")),
        host(VERIFYING, TASK_SUCCEEDED, request(TaskType.VERIFY)),
        host(VERIFYING, REPAIR_STARTED, request(TaskType.VERIFY, "badverify")),
        host(REPAIRING, TASK_SUCCEEDED, request(TaskType.REPAIR)),
        host(REPAIRING, GIVEN_UP, request(TaskType.REPAIR, "badrepair")),
        host(REPAIR_FAILED, VERIFY_STARTED, givenUp(TaskType.VERIFY)),
        host(REPAIR_FAILED, CLEANUP_STARTED, givenUp(TaskType.CLEANUP)),
        host(REPAIR_FAILED, REPAIR_STARTED, givenUp(TaskType.REPAIR)),
        byHand(PENDING, CLEANUP_STARTED, leave(PENDING, TaskType.CLEANUP)),
        byHand(PENDING, VERIFY_STARTED, leave(PENDING, TaskType.VERIFY)),
        byHand(PENDING, REPAIR_STARTED, leave(PENDING, TaskType.REPAIR)),
        byHand(RUNNING, VERIFY_STARTED, leave(RUNNING, TaskType.VERIFY)),
        byHand(REPAIRING, REPAIR_STARTED, leave(REPAIRING, TaskType.REPAIR)),
        byHand(REPAIRING, CLEANUP_STARTED, leave(REPAIRING, TaskType.CLEANUP)),
        byHand(REPAIRING, VERIFY_STARTED, leave(REPAIRING, TaskType.VERIFY)));
  }

  /// What jobs do to hosts before they run.
  static List<Scenario> preparation() {
    Wish cleaned = Wish.PLAIN.cleanedBefore();
    return List.of(
        host(READY, TAKEN_AS_IS, stage -> stage.submit(Wish.PLAIN, stage.host())),
        host(CLEANING, VERIFY_STARTED, stage -> stage.submit(cleaned.verified(), stage.host())),
        host(CLEANING, PREPARED_FOR_ENTRY, stage -> stage.submit(cleaned, stage.host())),
        host(
            CLEANING,
            CLEANUP_STARTED,
            stage -> {
              stage.submit(cleaned, stage.host("holdcleanup"));
              stage.when(CLEANING, stage::abort);
            }),
        host(CLEANING, GIVEN_UP, stage -> stage.submit(cleaned, stage.host("badcleanup"))),
        host(VERIFYING, PREPARED_FOR_ENTRY, stage -> stage.submit(Wish.VERIFIED, stage.host())),
        host(
            VERIFYING,
            CLEANUP_STARTED,
            stage -> {
              stage.submit(Wish.VERIFIED, stage.host("holdverify"));
              stage.when(VERIFYING, stage::abort);
            }),
        host(
            VERIFYING,
            VERIFY_STARTED,
            stage -> {
              List<String> hosts =
                  stage.submitToGroup(Wish.VERIFIED.together(2), "", "", "holdverify");
              stage.when(
                  EntryStatus.STOPPED,
                  () -> {
                    stage.request(hosts.getLast(), TaskType.VERIFY);
                    stage.release();
                  });
            }),
        host(VERIFYING, GIVEN_UP, stage -> stage.submit(Wish.VERIFIED, stage.host("badverify"))));
  }

  /// What jobs do to hosts that are ready for them.
  static List<Scenario> jobs() {
    return List.of(
        host(PENDING, JOB_STARTED, stage -> stage.submit(Wish.PLAIN, stage.host())),
        host(
            PENDING,
            RELEASED,
            stage -> {
              stage.submit(Wish.VERIFIED.together(2), stage.host(), stage.host("holdverify"));
              stage.when(PENDING, stage::abort);
            }),
        host(RUNNING, JOB_STARTED, stage -> stage.submit(Wish.PLAIN.doing("never"), stage.host())),
        host(RUNNING, RELEASED, stage -> stage.submit(Wish.PLAIN, stage.host())),
        host(
            RUNNING,
            CLEANUP_STARTED,
            stage -> stage.submit(Wish.PLAIN.cleanedAfter(), stage.host())),
        host(
            RUNNING,
            REPAIR_STARTED,
            stage -> {
              String host = stage.host();
              stage.submit(Wish.PLAIN.doing("hold").cleanedAfter(), host);
              stage.when(
                  RUNNING,
                  () -> {
                    stage.request(host, TaskType.REPAIR);
                    stage.release();
                  });
            }),
        host(
            REPAIR_FAILED,
            REVIVED,
            stage -> {
              String host = stage.host("badrepair");
              stage.request(host, TaskType.REPAIR);
              stage.when(REPAIR_FAILED, () -> stage.submit(Wish.PLAIN, host));
            }));
  }
}
