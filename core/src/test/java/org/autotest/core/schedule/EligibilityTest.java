package org.autotest.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Hostname;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskType;
import org.junit.jupiter.api.Test;

class EligibilityTest {
  private static final LabelId X86 = new LabelId(1);
  private static final LabelId RARE = new LabelId(2);
  private static final LabelId RACK = new LabelId(3);
  private static final Eligibility RULES =
      new Eligibility(
          Map.of(
              X86, new LabelFacts(X86, "x86", false, Optional.empty()),
              RARE, new LabelFacts(RARE, "rare", true, Optional.empty()),
              RACK, new LabelFacts(RACK, "rack", false, Optional.of(7L))));

  private static Demand named(LabelId... dependencies) {
    return new Demand(
        "alice", Set.of("Everyone"), Optional.empty(), Set.of(dependencies), Optional.empty());
  }

  private static Demand anyOf(LabelId label, LabelId... dependencies) {
    return new Demand(
        "alice",
        Set.of("Everyone", "kernel"),
        Optional.of(label),
        Set.of(dependencies),
        Optional.empty());
  }

  private static Offer offer(LabelId... labels) {
    return new Offer(Set.of(labels), Set.of("Everyone"), false);
  }

  @Test
  void a_host_of_everyone_without_special_labels_is_for_all() {
    assertThat(RULES.admits(named(), offer(X86))).isTrue();
    assertThat(RULES.admits(anyOf(X86), offer(X86))).isTrue();
  }

  @Test
  void a_host_kept_for_a_label_goes_to_entries_that_ask_for_it_or_name_the_host() {
    assertThat(RULES.admits(anyOf(X86), offer(X86, RARE))).isFalse();
    assertThat(RULES.admits(anyOf(X86, RARE), offer(X86, RARE))).isTrue();
    assertThat(RULES.admits(anyOf(RARE), offer(X86, RARE))).isTrue();
    assertThat(RULES.admits(named(), offer(X86, RARE))).isTrue();
  }

  @Test
  void a_host_set_apart_goes_to_members_who_name_it_and_to_no_metahost_entry() {
    Offer reserved = new Offer(Set.of(X86), Set.of("kernel"), false);
    Demand member =
        new Demand("alice", Set.of("kernel"), Optional.empty(), Set.of(), Optional.empty());

    assertThat(RULES.admits(member, reserved)).isTrue();
    assertThat(RULES.admits(named(), reserved)).isFalse();
    assertThat(RULES.holds(anyOf(X86), reserved, "host1"))
        .extracting(Hold::rule)
        .containsExactly(Rule.EVERYONE_ONLY);
  }

  @Test
  void a_one_time_host_goes_to_the_entry_that_names_it_whatever_else() {
    Offer once = new Offer(Set.of(), Set.of(), true);

    assertThat(RULES.admits(named(X86), once)).isTrue();
    assertThat(RULES.admits(anyOf(X86), once)).isFalse();
  }

  @Test
  void atomic_groups_must_be_equal_both_ways() {
    Demand atomic =
        new Demand("alice", Set.of("Everyone"), Optional.empty(), Set.of(), Optional.of(7L));

    assertThat(RULES.admits(named(), offer(X86, RACK))).isFalse();
    assertThat(RULES.admits(atomic, offer(X86))).isFalse();
    assertThat(RULES.admits(atomic, offer(X86, RACK))).isTrue();
  }

  @Test
  void a_hold_names_what_is_missing() {
    assertThat(RULES.holds(named(RARE, X86), offer(), "host1"))
        .containsExactly(
            new Hold(
                Rule.DEPENDENCY,
                "host1 lacks label rare, x86, on which the job depends",
                "add the label to a host, or submit without that dependency"));
  }

  @Test
  void an_explanation_lists_each_host_with_each_rule() {
    var locked =
        new Candidate(
            new Hostname("host2"),
            offer(X86),
            HostStatus.READY,
            Optional.of(
                new Candidate.Lock(
                    Optional.of("alice"), Optional.of("new memory"), Optional.empty())),
            Optional.of(new Candidate.Holder(new EntryId(9), new JobId(4))),
            Optional.empty(),
            false,
            Optional.empty());
    var repairing =
        new Candidate(
            new Hostname("host1"),
            offer(X86),
            HostStatus.REPAIRING,
            Optional.empty(),
            Optional.empty(),
            Optional.of(TaskType.REPAIR),
            false,
            Optional.empty());
    var waiter =
        new Waiter(
            new EntryId(1),
            EntryStatus.QUEUED,
            anyOf(X86),
            1,
            0,
            0,
            Optional.empty(),
            Optional.empty());

    Explanation why =
        new Explainer(RULES, Optional.empty(), true).explain(waiter, List.of(locked, repairing));

    assertThat(why.hosts())
        .extracting(host -> host.host().value())
        .containsExactly("host1", "host2");
    assertThat(why.hosts().get(1).holds())
        .extracting(Hold::rule)
        .containsExactly(Rule.LOCKED, Rule.HELD_BY_ENTRY);
    assertThat(why.summary())
        .isEqualTo("host1 has a repair to go through; and 1 more is not free either");
    assertThat(why.hosts().get(1).holds().getFirst().observation())
        .isEqualTo("host2 is locked by alice: new memory");
  }

  @Test
  void without_a_dispatcher_that_is_the_first_thing_to_say() {
    var waiter =
        new Waiter(
            new EntryId(1),
            EntryStatus.QUEUED,
            anyOf(X86),
            1,
            0,
            0,
            Optional.empty(),
            Optional.empty());

    Explanation why = new Explainer(RULES, Optional.empty(), false).explain(waiter, List.of());

    assertThat(why.holds())
        .extracting(Hold::rule)
        .containsExactly(Rule.NO_DISPATCHER, Rule.NO_HOST);
  }

  @Test
  void an_entry_that_runs_needs_no_explanation() {
    var runs =
        new Waiter(
            new EntryId(1),
            EntryStatus.RUNNING,
            named(),
            1,
            0,
            0,
            Optional.empty(),
            Optional.empty());

    assertThat(new Explainer(RULES, Optional.empty(), true).explain(runs, List.of()).holds())
        .isEmpty();
  }

  @Test
  void a_host_is_given_when_and_only_when_no_rule_holds() {
    Random random = new Random(20_261_128);
    int given = 0;
    for (int i = 0; i < 20_000; i++) {
      Demand demand =
          new Demand(
              random.nextBoolean() ? "alice" : "bob",
              some(random, List.of("Everyone", "kernel", "storage")),
              random.nextBoolean() ? Optional.of(X86) : Optional.empty(),
              some(random, List.of(X86, RARE)),
              random.nextInt(4) == 0 ? Optional.of(7L) : Optional.empty());
      Offer offer =
          new Offer(
              some(random, List.of(X86, RARE, RACK)),
              random.nextBoolean()
                  ? Set.of("Everyone")
                  : some(random, List.of("Everyone", "kernel")),
              random.nextInt(8) == 0,
              random.nextInt(3) == 0
                  ? Optional.of(
                      new Reserved("Alice", random.nextBoolean(), Instant.EPOCH, "a bisection"))
                  : Optional.empty());
      List<Hold> holds = RULES.holds(demand, offer, "host1");
      assertThat(RULES.admits(demand, offer))
          .as("%s %s: %s", demand, offer, holds)
          .isEqualTo(holds.isEmpty());
      given += holds.isEmpty() ? 1 : 0;
    }
    assertThat(given).isBetween(500, 19_500);
  }

  private static <T> Set<T> some(Random random, List<T> all) {
    return all.stream().filter(_ -> random.nextBoolean()).collect(Collectors.toSet());
  }
}
