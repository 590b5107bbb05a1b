package org.autotest.web.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How times, durations, sizes and numbers are written for people.
public final class Words {
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final long DAYS_IN_WORDS_MAX = 30;

  /// What forms call fields of requests that are not called like their labels.
  private static final Map<String, String> FIELDS =
      Map.of(
          "new_name", "name",
          "max_number_of_machines", "most hosts for one job",
          "add_labels", "labels",
          "remove_labels", "labels",
          "new_password", "the new one",
          "loop_period", "every so many seconds",
          "loop_count", "how many jobs",
          "cron", "by the clock",
          "zone", "time zone");

  private Words() {}

  /// A field of a request as people know it: `lock hours` for `lock_hours`.
  public static String field(String name) {
    return FIELDS.getOrDefault(name, name.replace('_', ' '));
  }

  /// `2026-01-31 12:00:00 UTC`.
  public static String exact(Instant time) {
    return EXACT.format(time);
  }

  /// `just now`, `35 s ago`, `3 min ago`, `in 2 h`, `5 days ago`, and after a month the day.
  public static String relative(Instant time, Instant now) {
    Duration distance = Duration.between(time, now);
    Duration size = distance.abs();
    String text;
    if (size.toSeconds() < 5) {
      return "just now";
    } else if (size.toSeconds() < 60) {
      text = size.toSeconds() + " s";
    } else if (size.toMinutes() < 60) {
      text = size.toMinutes() + " min";
    } else if (size.toHours() < 48) {
      text = size.toHours() + " h";
    } else if (size.toDays() <= DAYS_IN_WORDS_MAX) {
      text = size.toDays() + " days";
    } else {
      return DAY.format(time);
    }
    return distance.isNegative() ? "in " + text : text + " ago";
  }

  /// `0.4 s`, `12 s`, `1 m 23 s`, `2 h 5 m`, `3 d 4 h`. A negative duration, from clocks that
  /// disagree, is written as none.
  public static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (duration.isNegative()) {
      return "0 s";
    } else if (seconds < 10) {
      long tenths = duration.toMillis() / 100;
      return tenths % 10 == 0 ? tenths / 10 + " s" : "%d.%d s".formatted(tenths / 10, tenths % 10);
    } else if (seconds < 60) {
      return seconds + " s";
    } else if (seconds < 3600) {
      return "%d m %d s".formatted(seconds / 60, seconds % 60);
    } else if (seconds < 86_400) {
      return "%d h %d m".formatted(seconds / 3600, seconds % 3600 / 60);
    }
    return "%d d %d h".formatted(seconds / 86_400, seconds % 86_400 / 3600);
  }

  /// `812 B`, `14.2 KiB`, `3.0 GiB`.
  public static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    String unit = "B";
    for (String next : List.of("KiB", "MiB", "GiB", "TiB")) {
      if (value < 1024) {
        break;
      }
      value /= 1024;
      unit = next;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, unit);
  }

  /// `1 test`, `2 tests`, `1,234 tests`.
  public static String count(long number, String noun) {
    return number(number) + " " + (number == 1 ? noun : plural(noun));
  }

  /// With a comma between thousands.
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// `a`, `a and b`, `a, b and c`.
  public static String list(Collection<String> words) {
    List<String> all = List.copyOf(words);
    if (all.size() < 2) {
      return String.join("", all);
    }
    return String.join(", ", all.subList(0, all.size() - 1)) + " and " + all.getLast();
  }

  /// The text, or its ends with `…` between, so that a name keeps its telling parts. Never cuts a
  /// character in two.
  ///
  /// @param charsMax at least 3
  public static String middle(String text, int charsMax) {
    int[] points = text.codePoints().toArray();
    if (points.length <= charsMax) {
      return text;
    }
    int head = (charsMax - 1 + 1) / 2;
    int tail = charsMax - 1 - head;
    return new String(points, 0, head) + "…" + new String(points, points.length - tail, tail);
  }

  /// With a capital first letter, as a sentence begins.
  public static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String plural(String noun) {
    return noun.endsWith("y") && !noun.endsWith("ay") && !noun.endsWith("ey")
        ? noun.substring(0, noun.length() - 1) + "ies"
        : noun + "s";
  }
}
