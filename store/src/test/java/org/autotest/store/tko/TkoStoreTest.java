package org.autotest.store.tko;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.JobId;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.tko.Iteration;
import org.autotest.core.tko.JobResults;
import org.autotest.core.tko.JobResults.JobRow;
import org.autotest.core.tko.JobResults.Times;
import org.autotest.core.tko.Kernel;
import org.autotest.core.tko.TestRow;
import org.autotest.store.Database;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class TkoStoreTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final String TAG = "17-alice/host1";
  private static final Optional<JobId> JOB = Optional.of(new JobId(17));

  private Database database;
  private TkoStore store;

  @BeforeEach
  void open(Database opened) {
    database = opened;
    store = new TkoStore(opened);
  }

  @Test
  void a_job_and_its_tests_become_rows() {
    TkoStore.Report report = store.ingest(TAG, JOB, results(test("SERVER_JOB"), failedSleeptest()));

    assertThat(report.inserted()).isEqualTo(2);
    assertThat(report.note()).isEmpty();
    assertThat(
            texts(
                "SELECT CONCAT_WS('|', test_name, subdir, status, reason, test_started_time,"
                    + " IFNULL(test_finished_time, 'none'), job_tag, job_name, job_owner,"
                    + " job_queued_time, afe_job_id, hostname, platform, machine_owner, kernel)"
                    + " FROM tko_test_view_2 WHERE test_name = 'sleeptest'"))
        .containsExactly(
            "sleeptest|sleeptest|FAIL|out of sleep|2026-01-02 03:04:05.678|none|17-alice/host1"
                + "|nightly|alice|2026-01-02 03:04:05.678|17|host1|x86|carol|6.1.0");
    assertThat(
            texts(
                "SELECT CONCAT(iteration, iteration_key, '=', IFNULL(iteration_value, 'null'))"
                    + " FROM tko_perf_view_2 WHERE test_name = 'sleeptest' ORDER BY 1"))
        .containsExactly("1broken=null", "1seconds=1.5");
    assertThat(texts("SELECT CONCAT(attribute, '=', value) FROM tko_test_attributes ORDER BY 1"))
        .containsExactly("host-platform=x86", "version=1");
    assertThat(
            texts("SELECT CONCAT(iteration, attribute, '=', value) FROM tko_iteration_attributes"))
        .containsExactly("1mode=quick");
    assertThat(texts("SELECT CONCAT(`key`, '=', value) FROM tko_job_keyvals ORDER BY id"))
        .containsExactly("label=nightly", "user=alice");
    assertThat(texts("SELECT failure_blame FROM tko_tests WHERE test = 'sleeptest'"))
        .containsExactly("TEST");
  }

  @Test
  void every_status_the_parser_knows_can_be_stored() {
    List<TestRow> rows = new ArrayList<>();
    for (StatusCode code : StatusCode.values()) {
      rows.add(test("t-" + code, Optional.empty(), code, ""));
    }

    store.ingest(TAG, JOB, results(rows.toArray(TestRow[]::new)));

    assertThat(store.tests(new JobId(17), 100))
        .hasSize(StatusCode.values().length)
        .allSatisfy(test -> assertThat(test.name()).isEqualTo("t-" + test.status()));
  }

  @Test
  void numbers_stay_over_a_new_parse_also_of_rows_without_directory_and_of_equal_rows() {
    JobResults first =
        results(
            test("SERVER_JOB"),
            test("boot.0", Optional.empty(), StatusCode.GOOD, ""),
            test("sleeptest", Optional.of("sleeptest"), StatusCode.RUNNING, ""),
            test("sleeptest", Optional.of("sleeptest"), StatusCode.GOOD, "second"));
    store.ingest(TAG, JOB, first);
    List<String> before = texts("SELECT CONCAT(test_idx, test) FROM tko_tests ORDER BY test_idx");

    TkoStore.Report report =
        store.ingest(
            TAG,
            JOB,
            results(
                test("SERVER_JOB"),
                test("boot.0", Optional.empty(), StatusCode.GOOD, ""),
                test("new", Optional.of("new"), StatusCode.GOOD, ""),
                test("sleeptest", Optional.of("sleeptest"), StatusCode.FAIL, "now it failed"),
                test("sleeptest", Optional.of("sleeptest"), StatusCode.GOOD, "second")));

    assertThat(report.inserted()).isEqualTo(1);
    assertThat(report.updated()).isEqualTo(1);
    assertThat(report.deleted()).isZero();
    List<String> after = texts("SELECT CONCAT(test_idx, test) FROM tko_tests ORDER BY test_idx");
    assertThat(after).startsWith(before.toArray(String[]::new)).hasSize(before.size() + 1);
    assertThat(texts("SELECT reason FROM tko_tests WHERE test = 'sleeptest' ORDER BY test_idx"))
        .containsExactly("now it failed", "second");
  }

  @Test
  void groups_and_reboots_keep_their_numbers_when_they_end() {
    store.ingest(
        TAG,
        JOB,
        results(
            begun("reboot", Optional.empty(), 1),
            begun("mygroup", Optional.empty(), 2),
            begun("reboot", Optional.empty(), 3)));
    List<String> before = texts("SELECT test_idx FROM tko_tests ORDER BY started_time");

    TkoStore.Report report =
        store.ingest(
            TAG,
            JOB,
            results(
                begun("boot.0", Optional.empty(), 1),
                begun("mygroup", Optional.of("inner"), 2),
                begun("boot.1", Optional.empty(), 3)));

    assertThat(report.inserted() + report.deleted()).isZero();
    assertThat(texts("SELECT test_idx FROM tko_tests ORDER BY started_time")).isEqualTo(before);
    assertThat(texts("SELECT test FROM tko_tests ORDER BY started_time"))
        .containsExactly("boot.0", "mygroup", "boot.1");
  }

  @Test
  void parsing_the_same_again_changes_nothing() {
    JobResults same = results(test("SERVER_JOB"), detailed("a", 1.0), detailed("b", 2.0));
    store.ingest(TAG, JOB, same);
    List<String> before = texts("SELECT id FROM tko_test_attributes");

    TkoStore.Report report = store.ingest(TAG, JOB, same);

    assertThat(report.inserted() + report.updated() + report.deleted()).isZero();
    assertThat(texts("SELECT id FROM tko_test_attributes")).isEqualTo(before);
    assertThat(texts("SELECT job_idx FROM tko_jobs")).hasSize(1);
    assertThat(texts("SELECT id FROM tko_job_keyvals")).hasSize(2);
  }

  @Test
  void what_people_gave_a_test_survives_and_a_vanished_test_goes_with_all_it_had() {
    store.ingest(TAG, JOB, results(detailed("kept", 1.0), detailed("gone", 1.0)));
    database.transactVoid(
        handle -> {
          handle.execute(
              "INSERT INTO tko_test_labels_tests (testlabel_id, test_id)"
                  + " SELECT 1, test_idx FROM tko_tests");
          handle.execute(
              "INSERT INTO tko_test_attributes (test_idx, attribute, value, user_created)"
                  + " SELECT test_idx, 'bug', '4711', 1 FROM tko_tests");
        });

    store.ingest(TAG, JOB, results(detailed("kept", 3.0)));

    assertThat(texts("SELECT test FROM tko_tests")).containsExactly("kept");
    assertThat(texts("SELECT testlabel_id FROM tko_test_labels_tests")).hasSize(1);
    assertThat(texts("SELECT CONCAT(attribute, '=', value) FROM tko_test_attributes ORDER BY 1"))
        .containsExactly("bug=4711", "version=1");
    assertThat(texts("SELECT value FROM tko_iteration_result")).containsExactly("3");
  }

  @Test
  void a_patched_kernel_has_its_patches_and_a_name_that_tells_so() {
    Kernel patched =
        new Kernel(
            "6.1", List.of(new Kernel.Patch("fix", "http://example.com/fix.patch", "abc123")));
    Kernel tree =
        new Kernel("6.2", List.of(new Kernel.Patch("mm", "http://example.com/6.2-mm1.gz", "def")));

    store.ingest(TAG, JOB, results(on(patched, "a"), on(tree, "b"), on(Kernel.UNKNOWN, "c")));
    store.ingest("18-alice/host1", Optional.empty(), results(on(patched, "a")));

    assertThat(texts("SELECT REPLACE(printable, kernel_idx, 'N') FROM tko_kernels ORDER BY base"))
        .containsExactly("6.1 pN", "6.2", "UNKNOWN");
    assertThat(texts("SELECT CONCAT_WS(' ', name, url, `hash`) FROM tko_patches ORDER BY id"))
        .containsExactlyInAnyOrder(
            "fix http://example.com/fix.patch abc123", "mm http://example.com/6.2-mm1.gz def");
  }

  @Test
  void what_is_too_long_is_cut_at_whole_characters_and_told() {
    TkoStore.Report report =
        store.ingest(
            TAG, JOB, results(test("long", Optional.empty(), StatusCode.FAIL, "🍎".repeat(4_000))));

    assertThat(report.note()).isEqualTo("1 texts were cut to the width of test.reason");
    assertThat(texts("SELECT reason FROM tko_tests")).containsExactly("🍎".repeat(3_072));
  }

  @Test
  void the_job_is_found_by_the_number_the_tag_begins_with() {
    assertThat(TkoStore.jobOf("17-alice/host1")).contains(new JobId(17));
    assertThat(TkoStore.jobOf("17-alice")).contains(new JobId(17));
    assertThat(TkoStore.jobOf("hosts/host1/93-verify")).isEmpty();
    assertThat(TkoStore.jobOf("0-alice")).isEmpty();
  }

  @Test
  void a_platform_that_is_not_known_this_time_is_not_forgotten() {
    store.ingest(TAG, JOB, results(test("a")));
    store.ingest("18-alice/host1", Optional.empty(), withoutPlatform(test("a")));

    assertThat(texts("SELECT CONCAT(machine_group, owner) FROM tko_machines"))
        .containsExactly("x86carol");
  }

  @Test
  void several_parses_of_the_same_machine_at_once_all_succeed() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<TkoStore.Report>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        String tag = "%d-alice/host1".formatted(20 + i % 6);
        all.add(
            threads.submit(
                () ->
                    store.ingest(
                        tag,
                        Optional.empty(),
                        results(
                            on(new Kernel("6.1", List.of()), "a"),
                            on(new Kernel("6.2", List.of()), "b"),
                            detailed("c", 1.0)))));
      }
      for (Future<TkoStore.Report> each : all) {
        each.get();
      }
    }

    assertThat(texts("SELECT tag FROM tko_jobs")).hasSize(6);
    assertThat(texts("SELECT test_idx FROM tko_tests")).hasSize(18);
    assertThat(texts("SELECT hostname FROM tko_machines")).containsExactly("host1");
  }

  @Test
  void ten_thousand_tests_with_keyvals_go_in_fast() {
    List<TestRow> rows = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      rows.add(detailed("test" + i, i));
    }
    JobResults many = results(rows.toArray(TestRow[]::new));
    store.ingest("1-warm/up", Optional.empty(), results(detailed("warm", 1.0)));

    long begun = System.nanoTime();
    store.ingest(TAG, JOB, many);
    Duration first = Duration.ofNanos(System.nanoTime() - begun);
    begun = System.nanoTime();
    TkoStore.Report again = store.ingest(TAG, JOB, many);
    Duration second = Duration.ofNanos(System.nanoTime() - begun);

    System.getLogger("bench")
        .log(
            System.Logger.Level.INFO,
            "10,000 tests with keyvals: first {0} ms, again {1} ms",
            first.toMillis(),
            second.toMillis());
    assertThat(again.updated()).isZero();
    // The aim is 1 s on a machine that does nothing else; tests run beside builds.
    assertThat(first).isLessThan(Duration.ofSeconds(20));
  }

  private static TestRow failedSleeptest() {
    Map<String, String> attributes = Map.of("version", "1", "host-platform", "x86");
    Map<String, Double> perf = new LinkedHashMap<>();
    perf.put("seconds", 1.5);
    perf.put("broken", Double.NaN);
    return new TestRow(
        "sleeptest",
        Optional.of("sleeptest"),
        StatusCode.FAIL,
        "out of sleep",
        Optional.of(START),
        Optional.empty(),
        new Kernel("6.1.0", List.of()),
        attributes,
        List.of(new Iteration(1, Map.of("mode", "quick"), perf)),
        Optional.of(Blame.TEST));
  }

  private static TestRow begun(String name, Optional<String> subdir, int second) {
    return new TestRow(
        name,
        subdir,
        StatusCode.RUNNING,
        "",
        Optional.of(START.plusSeconds(second)),
        Optional.empty(),
        Kernel.UNKNOWN,
        Map.of(),
        List.of(),
        Optional.empty());
  }

  private static TestRow detailed(String name, double value) {
    return new TestRow(
        name,
        Optional.of(name),
        StatusCode.GOOD,
        "completed successfully",
        Optional.of(START),
        Optional.of(START.plusSeconds(1)),
        Kernel.UNKNOWN,
        Map.of("version", "1"),
        List.of(new Iteration(1, Map.of("mode", "quick"), Map.of("value", value))),
        Optional.empty());
  }

  private static TestRow on(Kernel kernel, String name) {
    return new TestRow(
        name,
        Optional.of(name),
        StatusCode.GOOD,
        "",
        Optional.empty(),
        Optional.empty(),
        kernel,
        Map.of(),
        List.of(),
        Optional.empty());
  }

  private static TestRow test(String name) {
    return test(name, Optional.of("----"), StatusCode.GOOD, "");
  }

  private static TestRow test(
      String name, Optional<String> subdir, StatusCode status, String reason) {
    return new TestRow(
        name,
        subdir,
        status,
        reason,
        Optional.empty(),
        Optional.empty(),
        Kernel.UNKNOWN,
        Map.of(),
        List.of(),
        Optional.empty());
  }

  private static JobResults results(TestRow... tests) {
    return results("x86", Optional.of("carol"), tests);
  }

  private static JobResults withoutPlatform(TestRow... tests) {
    return results("", Optional.empty(), tests);
  }

  private static JobResults results(String platform, Optional<String> owner, TestRow... tests) {
    Map<String, String> keyvals = new LinkedHashMap<>();
    keyvals.put("label", "nightly");
    keyvals.put("user", "alice");
    return new JobResults(
        new JobRow(
            Optional.of("nightly"),
            Optional.of("alice"),
            "host1",
            platform,
            owner,
            new Times(Optional.of(START), Optional.empty(), Optional.empty()),
            Optional.empty()),
        keyvals,
        List.of(tests),
        List.of());
  }

  private List<String> texts(String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
