package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.junit.jupiter.api.Test;

/// Server-side control files in Python, as the original's look.
final class PythonServerTest extends PythonRigTest {
  @Test
  void commands_files_and_facts() throws Exception {
    passes(
        "loop",
        """
        import os
        from autotest_lib.client.common_lib import error, utils
        from autotest_lib.server import autotest, hosts

        assert autotest.Autotest
        host = hosts.create_host(machines[0])
        assert host.is_up() and host.hostname == "loop"
        assert host.run("echo ' a b '").stdout == " a b \\n"
        assert host.run_output("echo ' a b '") == "a b"
        assert host.run("exit 3", ignore_status=True).exit_status == 3
        try:
            host.run("echo words >&2; exit 4", timeout=10)
            raise ValueError("it did not fail")
        except error.AutoservRunError, e:
            assert e.result_obj.exit_status == 4
            assert e.result_obj.stderr == "words\\n"
        host.env["WORD"] = "it's $HOME"
        assert host.run_output('echo "$WORD"') == "it's $HOME"
        assert host.run("cat", stdin="given").stdout == "given"
        assert host.run_output("echo", args=("a  b", "$c")) == "a  b $c"
        assert host.get_kernel_ver() == os.uname()[2]
        assert host.get_num_cpu() > 0 and "MemTotal" in host.get_meminfo()
        assert host.path_exists("/proc") and not host.path_exists("/nowhere")

        there = host.get_tmp_dir()
        open("sent", "w").write("text")
        host.send_file("sent", there)
        host.get_file(there + "/sent", "came")
        assert open(os.path.join(job.resultdir, "came")).read() == "text"
        work = host.run_async("echo out; until [ -e %s/go ]; do sleep 0.02; done; exit 5" % there)
        assert work.is_running()
        host.run("touch %s/go" % there)
        assert work.wait_for(20).exit_status == 5
        assert work.get_stdout() == "out\\n"
        print("seen in the log")
        job.record("GOOD", None, "there", there)
        """);
    String there = rig.statusLines().getLast().replaceFirst(".*\t", "");
    assertThat(there).startsWith("/tmp/autoserv-");
    assertThat(Path.of(there)).doesNotExist();
    assertThat(rig.file("debug/autoserv.INFO")).contains("seen in the log");
  }

  @Test
  void long_output_and_output_of_what_takes_too_long() throws Exception {
    passes(
        "loop",
        """
        from autotest_lib.client.common_lib import error
        host = hosts.create_host("loop")
        big = host.get_tmp_dir() + "/big"
        host.run("seq 200000 > %s" % big)
        cut = host.run("cat %s" % big)
        assert cut.cut_bytes > 0 and "bytes cut out" in cut.stdout
        lines = host.get_open_func()(big).read().splitlines()
        assert lines == [str(n) for n in range(1, 200001)]
        assert "MemTotal" in host.get_open_func()("/proc/meminfo").read()
        try:
            host.run("echo begun; echo odd >&2; sleep 1009", timeout=2)
            raise ValueError("it ended")
        except error.AutoservRunError, e:
            assert "no end in 2 s" in str(e)
            result = e.result_obj
            assert (result.stdout, result.stderr) == ("begun\\n", "odd\\n"), result
            assert result.exit_status is None
        """);
    assertThat(rig.file("debug/autoserv.WARNING"))
        .containsPattern("loop: the middle of the output of 'cat .*' is left out: \\d+ bytes");
  }

  @Test
  void what_runs_beside_the_control_file_tells_how_long_and_what_it_was() throws Exception {
    passes(
        "loop",
        """
        host = hosts.create_host("loop")
        host.env["WORD"] = "w"
        result = host.run_async("sleep 0.2; echo $WORD").wait_for(20)
        assert result.stdout == "w\\n" and result.command == "sleep 0.2; echo $WORD", result
        assert 0.2 <= result.duration < 20, result
        """);
  }

  @Test
  void an_entry_that_would_break_the_status_log_is_refused() throws Exception {
    passes(
        "loop",
        """
        for words in (("o\\tp", {}), ("op", {"k\\tk": "v"}), ("op", {"k": "v\\n"})):
            try:
                job.record("GOOD", None, words[0], "x", words[1])
                raise KeyError(words)
            except ValueError, refused:
                assert "holds a control character" in str(refused), refused
                assert "\\\\t" in str(refused) or "\\\\n" in str(refused), refused
        job.record("GOOD", None, "op", "two\\nlines", {"k": "v w"})
        from autotest_lib.client.common_lib import base_job
        entry = base_job.status_log_entry("WARN", None, "made", "elsewhere", {"k": 1})
        job.record_entry(entry)
        """);

    assertThat(rig.statusLines())
        .containsExactly(
            "GOOD\t----\top\tk=v w\ttwo", "  lines", "WARN\t----\tmade\tk=1\telsewhere");
  }

  @Test
  void modules_of_the_server_are_found_by_their_old_names_or_say_that_they_are_gone()
      throws Exception {
    passes(
        "loop",
        """
        from autotest_lib.server import barrier, base_utils
        from autotest_lib.server.hosts import abstract_ssh, base_classes, site_host, ssh_host
        assert base_utils.parse_machine("a:3")[3] == 3 and barrier.barrier
        for kind in (abstract_ssh.AbstractSSHHost, base_classes.Host, site_host.SiteHost,
                     ssh_host.SSHHost):
            assert isinstance(hosts.create_host("loop"), kind)
        for name in ("tko.db", "scheduler", "server.crashcollect", "server.hosts.serial"):
            try:
                __import__("autotest_lib." + name)
                raise ValueError("it is there: " + name)
            except ImportError, gone:
                assert "is gone: see docs/reference/server-control.md" in str(gone), gone
        """);
  }

  @Test
  void another_control_file_is_found_beside_the_one_that_was_given() throws Exception {
    Files.writeString(temp.resolve("other.srv"), "job.record('GOOD', None, 'other', __file__)\n");
    assertThat(run("loop", "job.run_control('other.srv')\njob.run_control('none.srv')\n"))
        .isEqualTo(Ending.FAILED);

    assertThat(rig.statusLines())
        .contains("GOOD\t----\tother\t" + temp.resolve("other.srv").toAbsolutePath());
    assertThat(failure())
        .contains("line 2: JobError: looking for the control file none.srv: it is in none of");
  }

  @Test
  void records_groups_arguments_and_state() throws Exception {
    assertThat(
            run(
                "loop",
                """
                from autotest.client.shared import error

                def good(word):
                    job.record("WARN", None, "inner", word)
                    return 7

                def bad():
                    raise error.TestFail("no")

                assert job.run_group(good, "a warning", tag="grp") == 7
                assert job.run_group(bad) is None
                job.set_state("n", {"a": (1, 2)})
                assert job.get_state("n")["a"] == (1, 2)
                assert job.get_state("none", default=3) == 3
                job.record("GOOD", "sub", "args", "+".join(args), {"kernel": "1.0"})
                job.record("NONSENSE", None, "x")
                """,
                "one",
                "two"))
        .isEqualTo(Ending.FAILED);

    assertThat(rig.statusLines())
        .startsWith(
            "START\t----\tgrp",
            "\tWARN\t----\tinner\ta warning",
            "END GOOD\t----\tgrp",
            "START\t----\tbad",
            "END FAIL\t----\tbad\tTestFail: no",
            "GOOD\tsub\targs\tkernel=1.0\tone+two");
    assertThat(failure())
        .isEqualTo(
            "blame=SUBMITTER\nproblem=running the control file control.srv: line 16: ValueError:"
                + " 'NONSENSE' is no status\n");
  }

  @Test
  void a_context_places_what_is_recorded_and_what_is_not_there_is_refused_in_words()
      throws Exception {
    passes(
        "loop",
        """
        import os
        from autotest.client.shared import error
        top = job.resultdir
        job.push_execution_context("inner")
        os.mkdir("inner/sub")
        job.record("GOOD", "sub", "placed", os.path.relpath(job.resultdir, top))
        job.pop_execution_context()
        host = hosts.create_host("loop")
        assert job.hosts == set([host])
        assert host.get_open_func()("/etc/hostname").read() == open("/etc/hostname").read()
        assert utils.find_pid("no-such-program") is None
        assert utils.scp_remote_escape("a b") == "a\\\\ b"
        packed = host.get_tmp_dir() + "/p.tar.gz"
        host.run("cd $(dirname %s); mkdir p; echo in > p/f; tar czf p.tar.gz p; rm -r p" % packed)
        assert host.run_output("cat %s/f" % utils.unarchive(host, packed)) == "in"
        job.sysinfo.add_logdir("/var/log/app")
        assert job.client_state()["client"]["sysinfo"] == [
            {"kind": "DIRECTORY", "what": "/var/log/app", "file": "", "on_every_test": True}]
        refusals = (host.machine_install, host.repair_full, lambda: host.set_autodir("/x"))
        for attempt in refusals:
            try:
                attempt()
            except error.AutoservUnsupportedError, e:
                job.record("GOOD", None, "refused", str(e))
        """);

    assertThat(rig.statusLines())
        .contains(
            "GOOD\tinner/sub\tplaced\tinner",
            "GOOD\t----\trefused\tinstalling loop: there is no install server")
        .hasSize(4);
  }

  @Test
  void filters_of_packets_are_restored_as_they_were_and_belong_to_the_job() throws Exception {
    Path rules = Files.writeString(temp.resolve("rules"), "-A INPUT -j DROP\n");
    rig.program("iptables-save", "cat %s".formatted(rules));
    rig.program("iptables-restore", "cat >%s".formatted(rules));
    rig.program("iptables", "[ $1 != -F ] || : >%s".formatted(rules));
    passes(
        "loop",
        """
        import os
        host = hosts.create_host("loop")
        host.enable_ipfilters()
        for time in (1, 2):
            host.disable_ipfilters()
            assert host.run_output("cat %1$s") == ""
        hosts.create_host("loop").enable_ipfilters()
        assert host.run_output("cat %1$s") == "-A INPUT -j DROP"
        assert not os.listdir(job.tmpdir)
        """
            .formatted(rules));

    assertThat(rules).hasContent("-A INPUT -j DROP");
  }

  @Test
  void tests_have_options_of_all_tests() throws Exception {
    Path tests = temp.resolve("tests");
    Files.writeString(
        Files.createDirectories(tests.resolve("counted")).resolve("counted.py"),
        """
        from autotest.server import test
        class counted(test.test):
            def run_once(self, step):
                self.write_perf_keyval({"n": self.iteration * step})
        """);
    Path control =
        Files.writeString(
            temp.resolve("control"),
            """
            job.run_test("counted", step=2, iterations=3)
            job.run_test("counted", step=2, test_length=0.001, tag="short")
            job.run_test("counted", step=2, iterations=2, tag="met", constraints=["n < 5"])
            job.run_test("counted", step=2, iterations=2, tag="unmet", constraints=["n < 4", "m == 1"])
            job.run_test("counted", step=2, profile_only=True, tag="nothing")
            """);

    rig.run(rig.common("--server-tests-dir", tests.toString(), "-m", "loop", control.toString()));

    assertThat(rig.file("counted/results/keyval")).contains("n{perf}=6").doesNotContain("=8");
    assertThat(rig.statusLines())
        .contains(
            "\tGOOD\tcounted.short\tcounted.short\tcompleted successfully",
            "\tGOOD\tcounted.met\tcounted.met\tcompleted successfully",
            "\tFAIL\tcounted.unmet\tcounted.unmet\titeration 0:could not evaluate constraint: m =="
                + " 1  iteration 1:n < 4: constraint was not met,could not evaluate constraint: m =="
                + " 1",
            "\tWARN\t----\t----\tNo profilers have been added but profile_only is set - nothing will"
                + " be run");
  }

  @Test
  void client_tests_run_on_machines() throws Exception {
    passes(
        "loop",
        """
        host = hosts.create_host("loop")
        at = autotest.Autotest(host)
        at.run("begin; run_test one; run_test two FAIL no; finish")
        job.record("GOOD", None, "failed", str(job.num_tests_failed))
        """);

    assertThat(rig.statusLines())
        .contains("\tEND FAIL\ttwo\ttwo", "END GOOD\t----\t----", "GOOD\t----\tfailed\t1");
    assertThat(rig.file("one/debug/log")).isNotEmpty();
  }

  @Test
  void machines_are_worked_on_at_the_same_time_and_each_has_its_own_results() throws Exception {
    assertThat(
            run(
                "loop,loop2,loop3",
                """
                import os, time
                meeting = os.path.join(job.resultdir, "meeting")
                os.mkdir(meeting)

                def work(machine):
                    host = hosts.create_host(machine)
                    open(os.path.join(meeting, machine), "w").close()
                    while len(os.listdir(meeting)) < 3:
                        time.sleep(0.02)
                    job.record("GOOD", None, "met", os.path.basename(job.resultdir))
                    host.get_file("/etc/hostname", "hostname")
                    if machine == "loop2":
                        raise ValueError("not today")
                    return machine.upper()

                assert utils.form_ntuples_from_machines(machines, 2) == (
                    [("loop", "loop2")], ["loop3"])
                results = job.parallel_simple(work, machines, return_results=True)
                assert results[0] == "LOOP" and isinstance(results[1], ValueError)
                def beside(word):
                    job.record("GOOD", None, "beside", word)
                    if word == "two":
                        raise KeyError("two")
                parallel([subcommand(beside, [word]) for word in ("one", "two")])
                """))
        .isEqualTo(Ending.FAILED);

    for (String machine : List.of("loop", "loop2", "loop3")) {
      assertThat(Rig.statusLines(rig.results().resolve(machine)).getFirst())
          .isEqualTo("GOOD\t----\tmet\t" + machine);
      assertThat(rig.file(machine + "/hostname"))
          .isEqualTo(Files.readString(Path.of("/etc/hostname")));
    }
    assertThat(rig.file("loop2/debug/autoserv.ERROR"))
        .contains("running the control file control.srv: line 13: ValueError: not today\n");
    assertThat(rig.results().resolve("loop2/failure")).doesNotExist();
    assertThat(rig.file("loop2/status.log")).doesNotContain("job_abort_reason");
    assertThat(rig.statusLines()).contains("GOOD\t----\tbeside\tone", "GOOD\t----\tbeside\ttwo");
    assertThat(failure()).startsWith("blame=SUBMITTER\nproblem=1 of 2 failed: beside: ");
  }
}
