package org.autotest.store.recurring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.host.HostId;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.Filing;
import org.autotest.core.job.Job;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobId;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.NewJob.Targets;
import org.autotest.core.job.NewJob.Wishes;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.jobs.JobCreation;
import org.autotest.store.notices.NoticeStore;
import org.autotest.store.recurring.DueRuns.Done;
import org.autotest.store.recurring.RecurringRun.Outcome;
import org.autotest.store.recurring.RecurringRun.Overlap;
import org.autotest.store.recurring.RecurringRun.State;
import org.autotest.store.recurring.RecurringStore.Change;
import org.autotest.store.recurring.RecurringStore.Plan;
import org.autotest.store.views.EntryCounts;
import org.autotest.store.views.JobFilter;
import org.autotest.store.views.JobViews;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class RecurringRunsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private Database database;
  private SettableClock clock;
  private LabBuilder lab;
  private RecurringStore store;
  private DueRuns runs;
  private HostId host;
  private JobId template;

  @BeforeEach
  void a_template_with_a_dependency_and_a_keyval(
      Database opened, SettableClock settable, LabBuilder builder) {
    database = opened;
    clock = settable;
    lab = builder;
    store = new RecurringStore(opened);
    runs = new DueRuns(opened);
    lab.user("alice");
    lab.user("bob");
    host = lab.host("host1", "kvm", "x86");
    lab.host("host2", "kvm", "x86");
    lab.host("host3", "kvm", "x86");
    template =
        new JobCreation(database)
            .create(
                "alice",
                new NewJob(
                    "nightly",
                    new ControlFileText(ControlType.CLIENT, "job.run_test('sleeptest')\n"),
                    new Targets(List.of("host1"), List.of("x86", "x86"), List.of("guest"), false),
                    Wishes.STANDARD,
                    Set.of("kvm"),
                    Map.of("branch", "main"),
                    List.of("team@example.com"),
                    Optional.empty()),
                Filing.TEMPLATE);
  }

  @Test
  void a_template_never_runs_and_is_no_finished_job() {
    JobViews views = new JobViews(database);

    assertThat(statuses(template)).containsOnly("Template").hasSize(4);
    assertThat(views.find(template).orElseThrow().summary().entries().state())
        .isEqualTo(EntryCounts.State.TEMPLATE);
    assertThat(listed(views, EntryCounts.State.TEMPLATE)).containsExactly(template);
    assertThat(listed(views, EntryCounts.State.FINISHED)).isEmpty();
    assertThat(listed(views, EntryCounts.State.QUEUED)).isEmpty();
  }

  @Test
  void nobody_is_told_that_a_template_is_over() {
    NoticeStore notices = new NoticeStore(database);
    notices.collect(List.of());
    new JobCreation(database)
        .create("alice", copy("again").withDependencies("kvm"), Filing.TEMPLATE);

    assertThat(notices.collect(List.of("https://example.com/"))).isZero();
  }

  @Test
  void three_times_hourly_makes_one_job_each_hour_and_then_stops() {
    RecurringRun run = store.create("alice", template, hourly(3));

    for (int hour = 0; hour < 6; hour++) {
      for (int look = 0; look < 3; look++) {
        runAll();
        clock.advance(Duration.ofMinutes(20));
      }
      finishAll();
      assertThat(madeBy(run)).as("after hour %d", hour).hasSize(Math.min(3, hour + 1));
    }
    assertThat(store.find(run.id()).state()).isEqualTo(State.OVER);
  }

  @Test
  void hourly_without_end_makes_one_job_each_hour() {
    RecurringRun run = store.create("alice", template, hourly(0));

    for (int hour = 0; hour < 30; hour++) {
      runAll();
      runAll();
      finishAll();
      assertThat(madeBy(run)).hasSize(hour + 1);
      clock.advance(HOUR);
    }
    assertThat(store.find(run.id()).state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void each_job_is_what_the_template_asks_for() {
    RecurringRun run = store.create("bob", template, hourly(1));
    runAll();

    JobId made = madeBy(run).getFirst();
    Job job = new JobViews(database).find(made).orElseThrow().job();
    assertThat(job.owner()).isEqualTo("bob");
    assertThat(job.dependencies()).containsExactly("kvm");
    assertThat(job.keyvals()).isEqualTo(Map.of("branch", "main"));
    assertThat(job.emailList()).containsExactly("team@example.com");
    assertThat(statuses(made)).containsOnly("Queued");
    assertThat(
            texts(
                "SELECT COALESCE(h.hostname, l.name) FROM afe_host_queue_entries e"
                    + " LEFT JOIN afe_hosts h ON h.id = e.host_id"
                    + " LEFT JOIN afe_labels l ON l.id = e.meta_host WHERE e.job_id = "
                    + made
                    + " ORDER BY e.id"))
        .containsExactly("host1", "guest", "x86", "x86");
    assertThat(texts("SELECT source_job_id FROM afe_jobs WHERE id = " + made))
        .containsExactly(template.toString());
  }

  @Test
  void after_a_time_in_which_nobody_looked_one_job_is_made() {
    RecurringRun run = store.create("alice", template, hourly(10));
    runAll();
    finishAll();
    clock.advance(Duration.ofHours(100).plusMinutes(30));

    runAll();
    finishAll();
    runAll();

    assertThat(madeBy(run)).hasSize(2);
    RecurringRun now = store.find(run.id());
    assertThat(now.left()).isEqualTo(8);
    assertThat(now.next()).contains(SettableClock.START.plus(Duration.ofHours(101)));
  }

  @Test
  void while_the_last_job_has_not_ended_the_next_one_is_left_out() {
    RecurringRun run = store.create("alice", template, hourly(0));
    runAll();
    clock.advance(HOUR);

    List<Done> second = runAll();
    finishAll();
    clock.advance(HOUR);
    List<Done> third = runAll();

    assertThat(second).extracting(Done::outcome).containsExactly(Outcome.SKIPPED);
    assertThat(second.getFirst().problem().orElseThrow()).contains("has not ended");
    assertThat(third).extracting(Done::outcome).containsExactly(Outcome.MADE);
    assertThat(madeBy(run)).hasSize(2);
  }

  @Test
  void the_next_one_is_made_all_the_same_where_that_is_wanted() {
    RecurringRun run = store.create("alice", template, Plan.of(eachHour(), 0, Overlap.RUN));
    runAll();
    clock.advance(HOUR);

    runAll();

    assertThat(madeBy(run)).hasSize(2);
  }

  @Test
  void a_job_that_cannot_be_made_is_told_once_and_the_run_goes_on() {
    RecurringRun run = store.create("alice", template, hourly(2));
    lab.aclGroup("others", List.of("bob"), List.of(host));

    List<Done> first = runAll();
    clock.advance(HOUR);
    runAll();

    assertThat(first).extracting(Done::outcome).containsExactly(Outcome.FAILED);
    assertThat(first.getFirst().problem().orElseThrow()).contains("host1");
    assertThat(store.find(run.id()).last().orElseThrow().problem().orElseThrow())
        .contains("alice shares no ACL group with host1");
    assertThat(texts("SELECT CONCAT(recipient, ' ', subject) FROM afe_notices"))
        .containsExactly(
            "team@example.com Recurring run %d (nightly) could not make its job"
                .formatted(run.id()));
    assertThat(texts("SELECT body FROM afe_notices").getFirst()).contains("shares no ACL group");

    change("INSERT INTO afe_acl_groups_hosts (aclgroup_id, host_id) VALUES (1, " + host + ")");
    clock.advance(HOUR);
    assertThat(runAll()).extracting(Done::outcome).containsExactly(Outcome.MADE);
    assertThat(madeBy(run)).hasSize(1);
  }

  @Test
  void one_whose_row_cannot_be_understood_holds_up_no_other() {
    RecurringRun odd = store.create("alice", template, hourly(0));
    change(
        "UPDATE afe_recurring_run SET cron = '0 * * * *', zone = 'Mars/Olympus_Mons',"
            + " start_date = start_date - INTERVAL 1 SECOND");
    RecurringRun other = store.create("alice", template, hourly(0));
    List<Done> done = runAll();
    assertThat(done).extracting(Done::run).containsExactly(odd.id(), other.id());
    assertThat(done).extracting(Done::outcome).containsExactly(Outcome.FAILED, Outcome.MADE);
    assertThat(done.getFirst().problem().orElseThrow()).contains("Mars/Olympus_Mons");
    assertThat(runAll()).as("not again at once").isEmpty();
  }

  @Test
  void letters_go_to_the_address_of_the_owner_where_there_is_one() {
    change("UPDATE afe_users SET email = 'alice@example.com' WHERE login = 'alice'");
    store.create("alice", template, hourly(0));
    lab.aclGroup("others", List.of("bob"), List.of(host));

    runAll();

    assertThat(texts("SELECT recipient FROM afe_notices")).containsExactly("alice@example.com");
  }

  @Test
  void several_dispatchers_make_one_job_at_each_due_time(DatabaseAddress address) throws Exception {
    RecurringRun run = store.create("alice", template, hourly(0));
    try (Database other = Database.open(address, clock);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<DueRuns> dispatchers = List.of(runs, new DueRuns(other));
      for (int hour = 1; hour <= 10; hour++) {
        List<Callable<Optional<Done>>> looks =
            java.util.stream.Stream.of(0, 1, 0, 1, 0, 1)
                .map(i -> (Callable<Optional<Done>>) () -> dispatchers.get(i).run(run.id()))
                .toList();
        List<Done> done =
            threads.invokeAll(looks).stream()
                .map(Future::resultNow)
                .flatMap(Optional::stream)
                .toList();
        assertThat(done).as("hour %d", hour).hasSize(1);
        finishAll();
        clock.advance(HOUR);
      }
    }
    assertThat(madeBy(run)).hasSize(10);
  }

  @Test
  void what_is_paused_makes_nothing_and_goes_on_from_when_it_is_resumed() {
    RecurringRun run = store.create("alice", template, hourly(0));
    store.modify("alice", run.id(), paused(true));
    clock.advance(Duration.ofMinutes(150));
    assertThat(runAll()).isEmpty();
    assertThat(store.find(run.id()).pausedBy()).contains("alice");

    RecurringRun resumed = store.modify("alice", run.id(), paused(false));

    assertThat(resumed.next()).contains(SettableClock.START.plus(Duration.ofHours(3)));
    assertThat(resumed.state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void only_the_owner_and_root_change_or_delete_a_run() {
    lab.user("boss", 100);
    RecurringRun run = store.create("alice", template, hourly(0));

    assertThatThrownBy(() -> store.modify("bob", run.id(), paused(true)))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("only alice and root users may change it");
    assertThatThrownBy(() -> store.delete("bob", run.id())).isInstanceOf(BadRequest.class);
    store.modify("boss", run.id(), paused(true));
    store.delete("boss", run.id());

    assertThat(store.list(Optional.empty(), OptionalLong.empty(), 10)).isEmpty();
  }

  @Test
  void a_run_that_is_over_cannot_be_resumed_into_an_endless_one() {
    RecurringRun run = store.create("alice", template, hourly(1));
    runAll();

    assertThatThrownBy(() -> store.modify("alice", run.id(), paused(false)))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("is over");
    RecurringRun more =
        store.modify(
            "alice",
            run.id(),
            new Change(Optional.empty(), Optional.of(5), Optional.empty(), Optional.empty()));
    assertThat(more.state()).isEqualTo(State.ACTIVE);
    assertThat(more.left()).isEqualTo(5);
  }

  @Test
  void plans_that_make_no_sense_are_refused() {
    Instant now = clock.instant();
    assertRefused(Plan.of(new Schedule.Every(now, Duration.ofSeconds(5)), 0, Overlap.SKIP));
    assertRefused(Plan.of(Schedule.ByClock.parse("0 0 30 2 *", "UTC"), 0, Overlap.SKIP));
    assertRefused(Plan.of(eachHour(), -1, Overlap.SKIP));
    assertThatThrownBy(() -> store.create("alice", new JobId(999_999), hourly(0)))
        .hasMessageContaining("there is no job 999999");
  }

  private void assertRefused(Plan plan) {
    assertThatThrownBy(() -> store.create("alice", template, plan)).isInstanceOf(BadRequest.class);
  }

  private Plan hourly(int count) {
    return Plan.of(eachHour(), count, Overlap.SKIP);
  }

  private Schedule eachHour() {
    return new Schedule.Every(clock.instant(), HOUR);
  }

  private static Change paused(boolean paused) {
    return new Change(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(paused));
  }

  private NewJob copy(String name) {
    return NewJob.of(
        name, new ControlFileText(ControlType.CLIENT, "pass\n"), Targets.hosts("host1"));
  }

  private List<Done> runAll() {
    return runs.due().stream().map(runs::run).flatMap(Optional::stream).toList();
  }

  private List<JobId> madeBy(RecurringRun run) {
    return texts(
            "SELECT id FROM afe_jobs WHERE recurring_run_id = %d ORDER BY id".formatted(run.id()))
        .stream()
        .map(id -> new JobId(Long.parseLong(id)))
        .toList();
  }

  private void finishAll() {
    change(
        "UPDATE afe_host_queue_entries SET status = 'Completed', complete = 1 WHERE complete = 0");
  }

  private List<String> statuses(JobId job) {
    return texts("SELECT status FROM afe_host_queue_entries WHERE job_id = " + job);
  }

  private static List<JobId> listed(JobViews views, EntryCounts.State state) {
    JobFilter filter =
        new JobFilter(Optional.of(state), Optional.empty(), Optional.empty(), Optional.empty());
    return views.list(filter, OptionalLong.empty(), 10).stream()
        .map(summary -> summary.id())
        .collect(Collectors.toList());
  }

  private void change(String sql) {
    database.transactVoid(handle -> handle.execute(sql));
  }

  private List<String> texts(String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(String.class).list()).stream()
        .map(Objects::requireNonNull)
        .toList();
  }
}
