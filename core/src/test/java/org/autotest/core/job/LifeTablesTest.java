package org.autotest.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.autotest.core.host.HostEvent;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.HostTransitions;
import org.junit.jupiter.api.Test;

class LifeTablesTest {
  @Test
  void every_status_of_an_entry_can_be_reached_and_none_is_left_out() {
    Set<EntryStatus> reached = EnumSet.of(EntryStatus.QUEUED, EntryStatus.TEMPLATE);
    int before;
    do {
      before = reached.size();
      EntryTransitions.all().stream()
          .filter(row -> reached.contains(row.from()))
          .map(EntryTransitions.Transition::to)
          .toList()
          .forEach(reached::add);
    } while (reached.size() > before);

    assertThat(reached).containsExactlyInAnyOrder(EntryStatus.values());
  }

  @Test
  void an_entry_ends_where_it_is_complete_and_nowhere_else() {
    for (EntryStatus status : EntryStatus.values()) {
      boolean end = EntryTransitions.all().stream().noneMatch(row -> row.from() == status);
      assertThat(end).as(status.word()).isEqualTo(status.isComplete());
      assertThat(status.isActive() && status.isComplete()).as(status.word()).isFalse();
    }
  }

  @Test
  void an_event_leads_to_one_status_only_and_each_is_used() {
    assertOnce(EntryTransitions.all(), row -> List.of(row.from(), row.event()));
    assertOnce(HostTransitions.all(), row -> List.of(row.from(), row.event()));
    assertThat(EntryTransitions.all())
        .extracting(EntryTransitions.Transition::event)
        .contains(EntryEvent.values());
    assertThat(HostTransitions.all())
        .extracting(HostTransitions.Transition::event)
        .contains(HostEvent.values());
  }

  @Test
  void a_host_comes_back_to_ready_from_everywhere() {
    Set<HostStatus> returns = EnumSet.of(HostStatus.READY);
    for (HostStatus ignored : HostStatus.values()) {
      HostTransitions.all().stream()
          .filter(row -> returns.contains(row.to()))
          .map(HostTransitions.Transition::from)
          .toList()
          .forEach(returns::add);
    }

    assertThat(returns).containsExactlyInAnyOrder(HostStatus.values());
  }

  @Test
  void words_read_back() {
    assertThat(Arrays.stream(EntryStatus.values()))
        .allSatisfy(status -> assertThat(EntryStatus.ofWord(status.word())).contains(status));
    assertThat(Arrays.stream(HostStatus.values()))
        .allSatisfy(status -> assertThat(HostStatus.ofWord(status.word())).contains(status));
  }

  private static <T> void assertOnce(List<T> rows, Function<T, Object> key) {
    assertThat(rows.stream().map(key)).doesNotHaveDuplicates();
  }
}
