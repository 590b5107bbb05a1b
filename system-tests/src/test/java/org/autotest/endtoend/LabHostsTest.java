package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.endtoend.ThreeMachines.THREE;
import static org.autotest.endtoend.ThreeMachines.TWO;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.autotest.testkit.NeedsSshd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What is expected of hosts that are verified, repaired, cleaned up and given up, with real
/// autoserv processes and clients on machines with OpenSSH.
@Tag("long")
@NeedsSshd
class LabHostsTest extends ThreeMachinesTest {
  LabHostsTest() {
    super("");
  }

  @Test
  void s4_a_failed_verify_is_repaired_and_the_job_runs() throws Exception {
    machines.breakDown(TWO);

    long job = lab.submit(TWO, RunningLab.QUICK);

    assertThat(machines.awaitEnds(job)).containsExactly("Completed");
    assertThat(machines.isBroken(TWO)).isFalse();
    machines.awaitStatus(TWO, "Ready");
    assertThat(machines.history(TWO).subList(0, 5))
        .map(text -> text.toLowerCase(Locale.ROOT))
        .containsExactly(
            "cleanup completed",
            "job completed",
            "verify completed",
            "repair completed",
            "verify failed");
  }

  @Test
  void s5_and_19_a_host_that_stays_broken_is_given_up_with_its_entry_and_a_reverify_revives_it()
      throws Exception {
    machines.breakForGood(TWO);

    long job = lab.submit(TWO, RunningLab.QUICK);

    assertThat(machines.awaitEnds(job)).containsExactly("Failed");
    assertThat(machines.entries(job, "blame")).containsExactly("HOST");
    assertThat(machines.entries(job, "problem").toString()).contains("it is broken");
    assertThat(lab.hostStatus(TWO)).isEqualTo("Repair Failed");
    // What its repair left is the job's result.
    assertThat(machines.results(job).resolve(TWO + "/status.log"))
        .content()
        .contains("FAIL\t----\trepair", "it is broken");

    machines.mend(TWO);
    machines.atest("host", "reverify", TWO);
    machines.awaitStatus(TWO, "Ready");
    assertThat(machines.awaitEnds(lab.submit(TWO, RunningLab.QUICK))).containsExactly("Completed");
  }

  @Test
  void s6_an_entry_for_any_host_moves_on_when_one_fails() throws Exception {
    machines.breakForGood(TWO);
    machines.atest("host", "mod", THREE, "-l");
    long job = lab.create("any", RunningLab.QUICK, "--meta-hosts", "pair");
    machines.awaitStatus(TWO, "Repair Failed");
    machines.awaitEntry(job, "Queued");

    machines.atest("host", "mod", THREE, "-u");

    assertThat(machines.awaitEnds(job)).containsExactly("Completed");
    assertThat(machines.entries(job, "host")).containsExactly(THREE);
  }

  @Test
  void s10_a_host_kept_for_a_label_goes_to_those_who_ask_or_name_it() throws Exception {
    machines.atest("label", "create", "rare", "-o");
    machines.atest("host", "mod", TWO, "-b", "rare");
    machines.atest("host", "mod", THREE, "-l");
    long any = lab.create("any", RunningLab.QUICK, "--meta-hosts", "pair", "--force");

    assertThat(machines.awaitEnds(lab.create("asks", RunningLab.QUICK, "--meta-hosts", "rare")))
        .containsExactly("Completed");
    assertThat(machines.awaitEnds(lab.submit(TWO, RunningLab.QUICK))).containsExactly("Completed");

    assertThat(machines.entries(any, "status")).containsExactly("Queued");
    machines.atest("host", "mod", TWO, "--remove-labels", "rare");
    assertThat(machines.awaitEnds(any)).containsExactly("Completed");
    assertThat(machines.entries(any, "host")).containsExactly(TWO);
  }

  @Test
  void s13_failures_of_a_host_that_is_not_to_be_verified_are_ignored() throws Exception {
    machines.atest("host", "mod", THREE, "-p", "Do not verify");
    machines.breakForGood(THREE);

    long job = lab.create("cleaned", RunningLab.QUICK, "-m", THREE, "-B", "Always");

    assertThat(machines.awaitEnds(job)).containsExactly("Completed");
    assertThat(machines.isBroken(THREE)).isTrue();
    machines.atest("host", "mod", THREE, "-p", "No protection");
  }

  @Test
  void s14_hosts_are_rebooted_before_and_after_jobs_that_ask_for_it() throws Exception {
    Path bootId = state.resolve(TWO).resolve("boot_id");
    String first = Files.readString(bootId);

    long never = lab.create("never", RunningLab.QUICK, "-m", TWO, "-B", "Never", "-a", "Never");
    assertThat(machines.awaitEnds(never)).containsExactly("Completed");
    machines.awaitStatus(TWO, "Ready");
    assertThat(bootId).as("asks for no reboot").hasContent(first);

    long dirty = lab.create("dirty", RunningLab.QUICK, "-m", TWO, "-B", "If dirty", "-a", "Never");
    assertThat(machines.awaitEnds(dirty)).containsExactly("Completed");
    String second = Files.readString(bootId);
    assertThat(second).as("the host was dirty").isNotEqualTo(first);

    long fails =
        lab.create(
            "fails",
            "job.run_test('sleeptest', seconds=0, constraints=['nothing > 1'])\n",
            "-m",
            TWO,
            "-B",
            "Never",
            "-a",
            "If all tests passed");
    assertThat(machines.awaitEnds(fails)).containsExactly("Completed");
    machines.awaitStatus(TWO, "Ready");
    assertThat(bootId).as("a test failed").hasContent(second);

    long passes =
        lab.create(
            "passes", RunningLab.QUICK, "-m", TWO, "-B", "Never", "-a", "If all tests passed");
    assertThat(machines.awaitEnds(passes)).containsExactly("Completed");
    machines.awaitStatus(TWO, "Ready");
    assertThat(Files.readString(bootId)).as("all tests passed").isNotEqualTo(second);
  }
}
