package org.autotest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.core.operation.Operations.*;

import java.io.IOException;
import java.nio.file.Path;
import org.autotest.cli.Shell.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What programs read of `--parse`.
class RecordsTest {
  private static final String HOSTS =
      """
      {"items": [
        {"hostname": "web1", "status": "Ready", "locked": false, "platform": "x86",
         "labels": ["big", "fast"], "acl_groups": ["Everyone"], "running_job": null},
        {"hostname": "web2", "status": "Repair Failed", "locked": true, "locked_by": "ann",
         "lock_reason": "broken\\u001b[2J disk", "platform": null, "labels": [],
         "acl_groups": [], "running_job": 7}],
       "next": null}
      """;

  @TempDir private Path home;
  private FakeLab lab;
  private Shell shell;

  @BeforeEach
  void open() throws IOException {
    lab = new FakeLab();
    shell = new Shell(home).at(lab);
    shell.environment.put(Server.TOKEN_VARIABLE, "secret");
  }

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void records_leave_out_what_is_empty() {
    lab.answer(HOST_LIST, HOSTS);

    Outcome outcome = shell.run("--parse", "host", "list");

    assertThat(outcome.out().lines())
        .first()
        .isEqualTo(
            "Host=web1|Status=Ready|Locked=False|Platform=x86|Labels=big,fast|ACLs=Everyone");
  }

  @Test
  void truth_values_and_reservations_have_keys_of_their_own() {
    lab.answer(
        HOST_LIST,
        """
        {"items": [
          {"hostname": "a", "status": "Ready", "locked": true, "locked_by": "bob",
           "lock_reason": "hi"},
          {"hostname": "b", "status": "Ready", "locked": false, "reserved_for": "admin"}],
         "next": null}
        """);

    assertThat(shell.run("host", "list", "--parse").out().lines())
        .containsExactly(
            "Host=a|Status=Ready|Locked=True|Locked by=bob|Lock reason=hi",
            "Host=b|Status=Ready|Locked=False|Reserved for=admin");
  }

  @Test
  void the_same_question_gets_the_same_answer_later() {
    lab.answer(
            JOB_LIST,
            """
            {"items": [{"id": 1, "owner": "ann", "name": "n", "state": "finished",
              "status_counts": {"Completed": 1, "Failed": 1}, "tests": {"passed": 8, "failed": 0},
              "created_at": "2026-01-31T11:59:05.000Z"}], "next": null}
            """)
        .answer(
            JOB_TESTS,
            """
            {"items": [{"id": 5, "test": "t", "host": "h", "status": "FAIL", "blame": "TEST",
              "started_at": "2026-01-31T11:00:00.000Z", "finished_at": null}], "next": null}
            """);

    assertThat(shell.run("job", "list", "-a", "--parse").out())
        .isEqualTo(
            "Id=1|Owner=ann|Name=n|State=finished|Status Counts=Completed=1(50%), Failed=1(50%)"
                + "|Tests=passed=8,failed=0|Created=2026-01-31T11:59:05.000Z\n");
    assertThat(shell.run("job", "tests", "1", "--parse").out())
        .isEqualTo("Id=5|Test=t|Host=h|Status=FAIL|Started=2026-01-31T11:00:00.000Z|Blame=TEST\n");
  }

  @Test
  void one_object_is_written_as_a_list_is() {
    lab.answer(HOST_SHOW, "{\"hostname\": \"a\", \"locked\": false, \"dirty\": true}");

    Outcome outcome = shell.run("host", "show", "a", "--parse", "--parse-delim", ":");

    assertThat(outcome.out()).isEqualTo("Hostname=a:Locked=False:Dirty=True\n");
  }
}
