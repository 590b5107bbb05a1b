package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.core.tko.TestRow;
import org.autotest.core.tko.TkoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Small tests inside of tests of every kind, from the test to the rows of the results database.
class SubResultsTest {
  @TempDir Path directory;

  @Test
  void sub_results_are_status_lines_and_rows_of_their_own() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path control =
        client.write(
            "control",
            """
            job.run_test('e_ktap')
            job.run_test('e_ktap', tag='all', all=1)
            job.run_test('e_ktap', tag='none', none=1)
            job.run_test('e_ktap', tag='na', na=1)
            job.run_test('e_ktap', tag='bad', bad=1)
            def grouped():
                job.run_test('j_parts', status='TEST_NA')
                job.run_test('j_parts', tag='fails', status='FAIL')
            job.run_group(grouped, 'g')
            job.run_test('p_parts', status='WARN')
            """);

    LocalClient.Ended ended = client.run(control.toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(client.status())
        .containsSubsequence(
            " START e_ktap e_ktap",
            "  FAIL e_ktap e_ktap 1 of 4 sub-results failed: file.reads",
            " END FAIL e_ktap e_ktap",
            " START ---- e_ktap.file.opens subtest_of=e_ktap",
            "  GOOD ---- e_ktap.file.opens subtest_of=e_ktap",
            " END GOOD ---- e_ktap.file.opens subtest_of=e_ktap",
            " START ---- e_ktap.file.reads subtest_of=e_ktap",
            "  FAIL ---- e_ktap.file.reads subtest_of=e_ktap expected 1",
            " END FAIL ---- e_ktap.file.reads subtest_of=e_ktap",
            "  TEST_NA ---- e_ktap.flies subtest_of=e_ktap no wings",
            " END GOOD ---- e_ktap.swims subtest_of=e_ktap duration=0.250",
            "  GOOD e_ktap.all e_ktap.all completed successfully",
            "  ERROR e_ktap.none e_ktap.none it printed no line of KTAP",
            "  TEST_NA e_ktap.na e_ktap.na no such device",
            "  FAIL e_ktap.bad e_ktap.bad 2 results were planned, 1 came",
            "  exit status 3: ok 1 fine");
    assertThat(TkoParser.parse(client.results(), TkoParser.Progress.ENDED).tests())
        .extracting(row -> "%s %s %s".formatted(row.status(), row.name(), row.reason()))
        .contains(
            "FAIL e_ktap 1 of 4 sub-results failed: file.reads",
            "GOOD e_ktap.file.opens ",
            "FAIL e_ktap.file.reads expected 1",
            "TEST_NA e_ktap.flies no wings",
            // The group is judged by its tests, not by the parts of these.
            "FAIL g 1 of 4 sub-results failed: two, completed successfully",
            "GOOD j_parts.one ",
            "TEST_NA j_parts.two it was told so",
            "TEST_NA j_parts.b not here",
            "FAIL j_parts.fails.two it was told so",
            "WARN p_parts 1 of 4 sub-results are suspicious",
            "WARN p_parts.two first line",
            "GOOD p_parts.c.D.e ",
            "TEST_NA p_parts.s.f ");
  }

  @Test
  void a_test_has_all_its_sub_results_in_a_file_and_a_row_its_times() throws Exception {
    LocalClient client = new LocalClient(directory);

    LocalClient.Ended ended = client.run("run", "j_parts");

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(Files.readString(client.results().resolve("j_parts/sub-results.json")))
        .isEqualTo(
            """
            {"version":1,"totals":{"TEST_NA":1,"GOOD":3},"problems":[],"results":[
            {"name":"one","status":"GOOD","reason":"","seconds":null,"children":[]},
            {"name":"two","status":"GOOD","reason":"it was told so","seconds":1.5,"children":[]},
            {"name":"a","status":"GOOD","reason":"","seconds":null,"children":[]},
            {"name":"b","status":"TEST_NA","reason":"not here","seconds":null,"children":[]}
            ]}
            """);
    TestRow row =
        TkoParser.parse(client.results(), TkoParser.Progress.ENDED).tests().stream()
            .filter(each -> each.name().equals("j_parts.two"))
            .findFirst()
            .orElseThrow();
    assertThat(row.started()).isEqualTo(row.finished().map(end -> end.minusMillis(1500)));
    assertThat(row.subdir()).isEmpty();
  }
}
