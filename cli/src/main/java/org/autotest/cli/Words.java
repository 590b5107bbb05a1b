package org.autotest.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Values of an answer in words.
final class Words {
  private static final int REASONS_MAX = 3;

  private Words() {}

  /// Any value in one line: texts as they are, lists joined by commas, objects as `key=value`
  /// joined by commas; empty for null.
  static String plain(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(item -> parts.add(plain(item)));
      return String.join(",", parts);
    }
    if (value.isObject()) {
      value.properties().forEach(e -> parts.add(e.getKey() + "=" + plain(e.getValue())));
      return String.join(",", parts);
    }
    return value.asString("");
  }

  /// As [#plain], but truth values as the original wrote them in records: `True`, `False`.
  static String value(JsonNode value) {
    if (value.isBoolean()) {
      return value.asBoolean() ? "True" : "False";
    }
    return plain(value);
  }

  /// `3 m ago`, or `in 3 m`; empty for null.
  static String age(JsonNode time, Instant now) {
    return time(time)
        .map(
            at ->
                at.isAfter(now)
                    ? "in " + duration(Duration.between(now, at))
                    : duration(Duration.between(at, now)) + " ago")
        .orElse("");
  }

  /// When a waiting entry may start: `in 25 m (10 runs)`, `any moment`, `unknown`; empty where
  /// nobody looked.
  static String mayStart(JsonNode wait, Instant now) {
    if (wait.path("ahead").isNull() || wait.path("ahead").isMissingNode()) {
      return "";
    }
    long runs = wait.path("estimated_from_runs").asLong(0);
    String from = runs == 0 ? "" : " (%d runs)".formatted(runs);
    return time(wait.path("estimated_start"))
        .map(
            at ->
                at.isAfter(now)
                    ? "in %s%s".formatted(duration(Duration.between(now, at)), from)
                    : "any moment" + from)
        .orElse("unknown");
  }

  /// How many jobs a recurring run still makes; nothing when it makes no more.
  static String left(JsonNode run) {
    int left = run.path("loop_count").asInt(0);
    boolean isOver = run.path("state").asString("").equals("over");
    return isOver ? "" : left == 0 ? "no end" : Integer.toString(left);
  }

  /// When a recurring run is due: `30 2 * * 1-5 (Europe/Berlin)`, or `every 1 h`.
  static String when(JsonNode run) {
    String cron = plain(run.path("cron"));
    return cron.isEmpty()
        ? "every " + duration(Duration.ofSeconds(run.path("loop_period").asLong(0)))
        : "%s (%s)".formatted(cron, plain(run.path("zone")));
  }

  /// `1 m 23 s` between two times, up to now when the second is null; empty when the first is.
  static String between(JsonNode from, JsonNode to, Instant now) {
    return time(from)
        .map(start -> duration(Duration.between(start, time(to).orElse(now))))
        .orElse("");
  }

  /// The two largest units: `2 d 3 h`, `1 m 23 s`, `0 s` for what is shorter or negative.
  static String duration(Duration length) {
    long seconds = Math.max(0, length.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return two(seconds / 60, "m", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return two(seconds / 3_600, "h", seconds % 3_600 / 60, "m");
    }
    return two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
  }

  /// `12.4 ms` for microseconds.
  static String millis(JsonNode micros) {
    return String.format(Locale.ROOT, "%.1f ms", micros.asLong(0) / 1e3);
  }

  /// What a round decided: `hosts taken: 2, dropped: 1`.
  static String decided(JsonNode round) {
    int dropped = round.path("lost").asInt();
    return plain(round.path("summary")) + (dropped > 0 ? ", dropped: " + dropped : "");
  }

  /// Why a round decided what it did: `job 8 on host1: host1 is free; …`, the first three reasons.
  static String why(JsonNode round) {
    List<String> reasons = new ArrayList<>();
    for (JsonNode decision : round.path("decisions")) {
      if (reasons.size() == REASONS_MAX) {
        reasons.add("…");
        break;
      }
      String job = plain(decision.path("job_id"));
      String host = plain(decision.path("host"));
      String about =
          (job.isEmpty() ? "" : "job " + job)
              + (job.isEmpty() || host.isEmpty() ? "" : " on ")
              + host;
      reasons.add((about.isEmpty() ? "" : about + ": ") + plain(decision.path("reason")));
    }
    return String.join("; ", reasons);
  }

  private static String two(long large, String unit, long small, String smallUnit) {
    return small == 0 ? large + " " + unit : large + " " + unit + " " + small + " " + smallUnit;
  }

  private static Optional<Instant> time(JsonNode value) {
    try {
      return value.isString() ? Optional.of(Instant.parse(value.asString())) : Optional.empty();
    } catch (DateTimeException notOne) {
      return Optional.empty();
    }
  }
}
