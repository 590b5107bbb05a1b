package org.autotest.store.jobs;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.NewJob.Targets;
import org.autotest.core.job.NewJob.Wishes;
import org.autotest.core.job.TimeLimit;
import org.autotest.core.results.Keyvals;
import org.autotest.store.access.Names;
import org.autotest.store.access.Problems;

/// What can be said of a request for a job without looking at the database. The fields are named as
/// on the wire.
final class JobChecks {
  static final String HOSTS = "hosts";
  static final String META_HOSTS = "meta_hosts";
  static final String ONE_TIME_HOSTS = "one_time_hosts";
  static final String HOSTLESS = "hostless";
  static final String ATOMIC_GROUP = "atomic_group";
  static final String SYNCH_COUNT = "synch_count";
  static final String DRONE_SET = "drone_set";
  static final String DEPENDENCIES = "dependencies";

  /// Most hosts in one run of autoserv.
  static final int SYNCH_COUNT_MAX = 10_000;

  private static final int KEY_CHARS_MAX = 90;
  private static final int VALUE_CHARS_MAX = 300;
  private static final int EMAIL_CHARS_MAX = 250;
  private static final int REQUEST_KEY_CHARS_MAX = 100;
  private static final Pattern ADDRESS = Pattern.compile("[^\\s,;:\\p{Cntrl}]+");

  private JobChecks() {}

  static void check(NewJob job, Problems problems) {
    targets(job, problems);
    Names.line(problems, "name", job.name());
    control(job.control(), problems);
    wishes(job.wishes(), problems);
    keyvals(job.keyvals(), problems);
    emails(job, problems);
    job.requestKey()
        .filter(key -> key.isBlank() || key.length() > REQUEST_KEY_CHARS_MAX)
        .ifPresent(
            key ->
                problems.add(
                    "idempotency_key",
                    "must have 1 to %d characters".formatted(REQUEST_KEY_CHARS_MAX)));
  }

  private static void targets(NewJob job, Problems problems) {
    Targets targets = job.targets();
    int synchCount = job.wishes().synchCount();
    if (targets.hostless()) {
      if (targets.count() > 0) {
        problems.add(HOSTLESS, "a job without machines names no hosts or labels");
      }
      if (targets.atomicGroup().isPresent()) {
        problems.add(ATOMIC_GROUP, "a job without machines asks for no atomic group");
      }
      if (job.control().type() != ControlType.SERVER) {
        problems.add(HOSTLESS, "a job without machines needs a Server control file");
      }
      if (synchCount > 1) {
        problems.add(SYNCH_COUNT, "a job without machines has no hosts to run together");
      }
      return;
    }
    if (targets.atomicGroup().isPresent() && !targets.oneTimeHosts().isEmpty()) {
      problems.add(ONE_TIME_HOSTS, "are in no atomic group, which was asked for");
    }
    boolean isGroupAlone =
        targets.atomicGroup().isPresent()
            && (targets.count() == 0 || !targets.metaHosts().isEmpty());
    if (isGroupAlone) {
      return;
    }
    if (targets.count() == 0) {
      problems.add(
          HOSTS, "name at least one host, label, atomic group or one-time host, or say hostless");
    } else if (synchCount > targets.count()) {
      problems.add(
          SYNCH_COUNT,
          "is %d, but only %s asked for"
              .formatted(
                  synchCount,
                  targets.count() == 1 ? "1 machine was" : targets.count() + " machines were"));
    }
  }

  private static void control(ControlFileText control, Problems problems) {
    if (control.text().isBlank()) {
      problems.add("control_file", "is empty");
    } else if (control.text().length() > ControlFileText.CHARS_MAX) {
      problems.add(
          "control_file",
          "has %d characters, more than %d"
              .formatted(control.text().length(), ControlFileText.CHARS_MAX));
    }
  }

  private static void wishes(Wishes wishes, Problems problems) {
    if (wishes.synchCount() < 1 || wishes.synchCount() > SYNCH_COUNT_MAX) {
      problems.add(
          SYNCH_COUNT, "is %d, must be 1 to %d".formatted(wishes.synchCount(), SYNCH_COUNT_MAX));
    }
    limit("timeout", wishes.timeout(), problems);
    limit("max_runtime_hrs", wishes.maxRuntime(), problems);
  }

  private static void limit(String field, Duration limit, Problems problems) {
    if (!TimeLimit.isPossible(limit)) {
      problems.add(
          field,
          "is %s, must be whole minutes, and no more than %d hours"
              .formatted(
                  limit.equals(Duration.ofHours(limit.toHours()))
                      ? limit.toHours() + " hours"
                      : limit.toString(),
                  TimeLimit.MAX.toHours()));
    }
  }

  private static void keyvals(Map<String, String> keyvals, Problems problems) {
    keyvals.forEach(
        (key, value) -> {
          if (!Keyvals.isKey(key) || key.length() > KEY_CHARS_MAX) {
            problems.add(
                "keyvals",
                "'%s' is no key: letters, digits and . _ - only, at most %d"
                    .formatted(key, KEY_CHARS_MAX));
          } else if (value.length() > VALUE_CHARS_MAX) {
            problems.add(
                "keyvals",
                "the value of %s has %d characters, more than %d"
                    .formatted(key, value.length(), VALUE_CHARS_MAX));
          }
        });
  }

  private static void emails(NewJob job, Problems problems) {
    job.emailList().stream()
        .filter(address -> !ADDRESS.matcher(address).matches())
        .findFirst()
        .ifPresent(
            address -> problems.add("email_list", "'%s' is no e-mail address".formatted(address)));
    if (String.join(",", job.emailList()).length() > EMAIL_CHARS_MAX) {
      problems.add("email_list", "is longer than %d characters in all".formatted(EMAIL_CHARS_MAX));
    }
  }
}
