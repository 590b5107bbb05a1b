package org.autotest.dispatcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.dispatcher.plan.Matcher.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MatchingTest {
  private static final int MANY = 3_000;

  private static EntryId entry(int number) {
    return new EntryId(number);
  }

  private static List<HostId> hosts(int from, int to) {
    return IntStream.range(from, to).mapToObj(HostId::new).toList();
  }

  private static Map<EntryId, List<HostId>> anyOf(int entries, int hosts) {
    Map<EntryId, List<HostId>> wishes = new LinkedHashMap<>();
    List<HostId> any = hosts(1, hosts + 1);
    IntStream.range(0, entries).forEach(i -> wishes.put(entry(i + 1), new ArrayList<>(any)));
    return wishes;
  }

  @Test
  void who_takes_any_host_leaves_the_one_that_another_names() {
    Map<EntryId, List<HostId>> wishes = new LinkedHashMap<>();
    wishes.put(entry(1), hosts(1, 3));
    wishes.put(entry(2), hosts(1, 2));

    assertThat(Matching.largest(wishes))
        .containsExactly(new Pair(entry(1), new HostId(2)), new Pair(entry(2), new HostId(1)));
  }

  @Test
  void no_larger_set_of_pairs_exists() {
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      Map<EntryId, List<HostId>> wishes = new LinkedHashMap<>();
      for (int i = 1; i <= 1 + random.nextInt(6); i++) {
        List<HostId> list = new ArrayList<>();
        hosts(1, 7).stream().filter(_ -> random.nextInt(3) == 0).forEach(list::add);
        wishes.put(entry(i), list);
      }

      List<Pair> pairs = Matching.largest(wishes);

      assertThat(pairs)
          .as("seed %d", seed)
          .hasSize(most(new ArrayList<>(wishes.values()), Set.of()));
      assertThat(pairs).as("seed %d", seed).extracting(Pair::host).doesNotHaveDuplicates();
      assertThat(pairs)
          .as("seed %d", seed)
          .allMatch(pair -> wishes.getOrDefault(pair.entry(), List.of()).contains(pair.host()));
    }
  }

  /// By trying everything.
  private static int most(List<List<HostId>> wishes, Set<HostId> taken) {
    if (wishes.isEmpty()) {
      return 0;
    }
    List<List<HostId>> rest = wishes.subList(1, wishes.size());
    int most = most(rest, taken);
    for (HostId host : wishes.getFirst()) {
      if (!taken.contains(host)) {
        Set<HostId> more = new HashSet<>(taken);
        more.add(host);
        most = Math.max(most, 1 + most(rest, more));
      }
    }
    return most;
  }

  @Test
  @Timeout(20)
  void thousands_that_take_any_host_are_paired_at_once_whether_or_not_there_are_enough() {
    assertThat(Matching.largest(anyOf(MANY, MANY))).hasSize(MANY);
    assertThat(Matching.largest(anyOf(MANY, MANY / 2))).hasSize(MANY / 2);
  }

  @Test
  @Timeout(20)
  void a_whole_row_moves_up_by_one() {
    int row = 50_000;
    Map<EntryId, List<HostId>> wishes = new LinkedHashMap<>();
    for (int i = 1; i <= row; i++) {
      wishes.put(entry(i), hosts(i, i + 2));
    }
    wishes.put(entry(row + 1), hosts(1, 2));

    List<Pair> pairs = Matching.largest(wishes);

    assertThat(pairs).hasSize(row + 1);
    assertThat(pairs.getFirst()).isEqualTo(new Pair(entry(1), new HostId(2)));
  }
}
