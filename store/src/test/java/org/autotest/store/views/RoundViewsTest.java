package org.autotest.store.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.Leases;
import org.autotest.store.lab.Round;
import org.autotest.store.lab.Round.Decided;
import org.autotest.store.lab.RoundLog;
import org.autotest.store.views.RoundViews.RoundLine;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
class RoundViewsTest {
  private static final Instant AT = Instant.parse("2026-01-31T12:00:00.250Z");

  private static RoundLog log(Database database, String name) {
    ProcessRef self = new ProcessRef(1, 1, "boot");
    return new RoundLog(database, Leases.register(database, name, "here", self, 10).dispatcher());
  }

  private static Round round(long number, Decided... decisions) {
    return new Round(
        number,
        AT.plusSeconds(number),
        7,
        Duration.ofNanos(12_400_000),
        Duration.ofNanos(3_100_000),
        1,
        decisions.length,
        "hosts taken: 2",
        List.of(decisions));
  }

  @Test
  void a_round_is_read_as_it_was_told(Database database) {
    Round told =
        round(
            3,
            new Decided(
                "hosts taken",
                1,
                Optional.of(new JobId(8)),
                Optional.of(new Hostname("demo4")),
                "it is \"free\", \\ and\nwell; 90 % \u202e'); DROP"),
            new Decided("results to read", 1, Optional.empty(), Optional.empty(), ""));

    log(database, "main").add(List.of(told));

    assertThat(new RoundViews(database).list(OptionalLong.empty(), 10))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.dispatcher()).isEqualTo("main");
              assertThat(line.round()).isEqualTo(told);
            });
  }

  @Test
  void rounds_that_are_told_again_are_there_once(Database database) {
    RoundLog main = log(database, "main");
    main.add(List.of(round(1), round(2)));
    main.add(List.of(round(1), round(2), round(3)));
    log(database, "spare").add(List.of(round(1)));

    assertThat(new RoundViews(database).list(OptionalLong.empty(), 10))
        .extracting(line -> line.round().number())
        .containsExactly(1L, 3L, 2L, 1L);
  }

  @Test
  void each_dispatcher_keeps_its_last_ones(Database database) {
    RoundLog main = log(database, "main");
    log(database, "spare").add(List.of(round(1), round(2)));
    for (int from = 1; from <= 401; from += 100) {
      main.add(IntStream.range(from, from + 100).mapToObj(RoundViewsTest::round).toList());
    }

    RoundViews views = new RoundViews(database);
    List<RoundLine> all = views.list(OptionalLong.empty(), 1_000);
    assertThat(all).hasSize(RoundLog.KEPT_MAX + 2);
    assertThat(all.subList(0, RoundLog.KEPT_MAX))
        .extracting(line -> line.round().number())
        .startsWith(500L, 499L)
        .endsWith(301L);
    assertThat(all.subList(RoundLog.KEPT_MAX, all.size()))
        .extracting(RoundLine::dispatcher)
        .containsOnly("spare");

    assertThat(views.list(OptionalLong.of(all.get(9).id()), 2))
        .extracting(line -> line.round().number())
        .containsExactly(490L, 489L);
  }
}
