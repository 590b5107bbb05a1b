package org.autotest.store.recurring;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;

/// When a recurring run is due.
public sealed interface Schedule {
  /// The first due time after an instant; empty when there is none.
  Optional<Instant> next(Instant after);

  /// Every so often, by elapsed time: clocks that are put forward or back do not matter.
  record Every(Instant first, Duration period) implements Schedule {
    /// Shortest and longest period.
    public static final Duration MIN = Duration.ofMinutes(1);

    public static final Duration MAX = Duration.ofDays(366);

    public Every {
      if (period.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException("a period must be positive, is " + period);
      }
    }

    @Override
    public Optional<Instant> next(Instant after) {
      if (after.isBefore(first)) {
        return Optional.of(first);
      }
      long passed = Duration.between(first, after).dividedBy(period);
      return Optional.of(first.plus(period.multipliedBy(passed + 1)));
    }
  }

  /// By the clock on the wall of a place: `30 2 * * 1-5` is half past two on working days.
  ///
  /// Where the clock is put forward, a time that it leaps over is due when it leaps. Where it is
  /// put back, a time that comes twice is due the first time only, unless the hour is `*` or `*/n`:
  /// then people want it every so many minutes, and it is due both times.
  record ByClock(String expression, ZoneId zone) implements Schedule {
    /// Longest expression, in characters.
    public static final int CHARS_MAX = 200;

    /// Reads an expression of five fields: minute, hour, day of month, month, day of week.
    ///
    /// @param zone a name such as `Europe/Berlin` or `UTC`
    /// @throws BadRequest with what is wrong, under `cron` or `zone`
    public static ByClock parse(String expression, String zone) {
      String fields = expression.strip().replaceAll("\\s+", " ");
      if (fields.length() > CHARS_MAX) {
        throw BadRequest.invalid(
            "cron", "has %d characters, more than %d".formatted(fields.length(), CHARS_MAX));
      }
      try {
        ByClock schedule = new ByClock(fields, ZoneId.of(zone.strip()));
        schedule.cron();
        return schedule;
      } catch (DateTimeException unknown) {
        throw BadRequest.invalid(
            "zone", "'%s' is no time zone; write one such as Europe/Berlin or UTC".formatted(zone));
      } catch (IllegalArgumentException wrong) {
        throw BadRequest.invalid(
            "cron",
            ("'%s' is not minute, hour, day of month, month, day of week, such as '30 2 * * 1-5':"
                    + " %s")
                .formatted(fields, wrong.getMessage()));
      }
    }

    private Cron cron() {
      return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
          .parse(expression)
          .validate();
    }

    /// More than any clock is put back at once.
    private static final Duration PUT_BACK_MAX = Duration.ofHours(3);

    @Override
    public Optional<Instant> next(Instant after) {
      ExecutionTime times = ExecutionTime.forCron(cron());
      ZoneRules rules = zone.getRules();
      LocalDateTime wall = LocalDateTime.ofInstant(after, zone).minus(PUT_BACK_MAX);
      Optional<Instant> best = Optional.empty();
      while (true) {
        // The library counts on a wall whose clock is never put forward or back.
        Optional<LocalDateTime> due =
            times.nextExecution(wall.atZone(ZoneOffset.UTC)).map(t -> t.toLocalDateTime());
        if (due.isEmpty()) {
          return best;
        }
        wall = due.get();
        List<Instant> candidates = instants(wall, rules);
        if (best.isPresent() && !candidates.getFirst().isBefore(best.get())) {
          return best;
        }
        for (Instant candidate : candidates) {
          if (candidate.isAfter(after) && best.filter(b -> !candidate.isBefore(b)).isEmpty()) {
            best = Optional.of(candidate);
          }
        }
      }
    }

    /// When a clock on the wall shows a time: once, at the leap over it, or twice.
    private List<Instant> instants(LocalDateTime wall, ZoneRules rules) {
      ZoneOffsetTransition leap = rules.getTransition(wall);
      if (leap == null) {
        return List.of(wall.toInstant(rules.getOffset(wall)));
      }
      if (leap.isGap()) {
        return List.of(leap.getInstant());
      }
      Instant first = wall.toInstant(leap.getOffsetBefore());
      return everyHour() ? List.of(first, wall.toInstant(leap.getOffsetAfter())) : List.of(first);
    }

    private boolean everyHour() {
      return expression.split(" ", -1)[1].startsWith("*");
    }
  }
}
