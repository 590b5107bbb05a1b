package org.autotest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.core.operation.Operations.*;

import org.autotest.cli.Shell.Outcome;
import org.junit.jupiter.api.Test;

/// What programs read of `--parse`.
final class RecordsTest extends ShellTest {
  @Test
  void records_leave_out_what_is_empty() {
    lab.answer(HOST_LIST, TWO_HOSTS);

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
        .isEqualTo(
            "Job=1|Id=5|Test=t|Host=h|Status=FAIL|Started=2026-01-31T11:00:00.000Z|Blame=TEST\n");
  }

  @Test
  void one_object_is_written_as_a_list_is() {
    lab.answer(
            HOST_SHOW,
            """
            {"hostname": "a", "locked": true, "locked_at": "2026-01-31T11:00:00.000Z",
             "acl_groups": ["x", "y"]}
            """)
        .answer(JOB_SHOW, "{\"id\": 1, \"status_counts\": {\"Completed\": 1, \"Failed\": 3}}");

    Outcome outcome = shell.run("host", "show", "a", "--parse", "--parse-delim", ":");

    assertThat(outcome.out())
        .isEqualTo("Host=a:Locked=True:Locked time=2026-01-31T11:00:00.000Z:ACLs=x,y\n");
    assertThat(shell.run("job", "stat", "1", "--parse").out())
        .isEqualTo("Id=1|Status Counts=Completed=1(25%), Failed=3(75%)\n");
  }

  @Test
  void an_access_group_names_its_users_and_hosts() {
    lab.answer(
            ACL_LIST,
            """
            {"items": [{"name": "team", "description": "ours", "user_count": 2, "host_count": 1}],
             "next": null}
            """)
        .answer(
            ACL_SHOW, "{\"name\": \"team\", \"users\": [\"ann\", \"bob\"], \"hosts\": [\"h1\"]}");

    assertThat(shell.run("acl", "list", "--parse").out())
        .isEqualTo("Name=team|Description=ours|User count=2|Host count=1|Users=ann,bob|Hosts=h1\n");
    assertThat(shell.run("acl", "list", "team").out()).contains("Users", "ann,bob", "h1");
    assertThat(shell.run("acl", "list", "-v").out()).contains("ann,bob");

    assertThat(shell.run("acl", "list").out()).contains("User count").doesNotContain("ann");
    assertThat(shell.run("acl", "list", "--json").out()).doesNotContain("ann");
    assertThat(lab.calls().stream().filter(call -> call.operation().equals("acl.show"))).hasSize(3);
  }
}
