package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a control file can ask of the job besides running tests.
class JobApiTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(temp);
    sandbox.test(
        "nap/nap.py",
        """
        from autotest.client import test

        class nap(test.test):
            version = 1

            def run_once(self, inner=False):
                if inner:
                    self.job.push_execution_context('of_test')
                self.assert_(self.job.resultdir)
        """);
  }

  @Test
  void the_page_cache_is_dropped_at_the_start_and_after_a_test_but_not_beside_others()
      throws Exception {
    Path kernels = sandbox.machine().resolve("proc/sys/vm/drop_caches");
    Files.createDirectories(kernels.getParent());
    Files.writeString(kernels, "0\n");
    sandbox.program("sync", "cat '%s' >> '%s'".formatted(kernels, temp.resolve("synced")));
    Files.writeString(
        sandbox.client().resolve("global_config.ini"), "[CLIENT]\ndrop_caches = True\n");
    sandbox.control(
        """
        def dropped():
            with open('%1$s') as file:
                was = file.read()
            with open('%1$s', 'w') as file:
                file.write('0\\n')
            return was == '3\\n'
        assert dropped(), 'at the start'
        job.run_test('nap')
        assert dropped(), 'after a test'
        def task():
            job.run_test('nap', tag='task')
        job.parallel([task])
        assert not dropped(), 'in parallel'
        job.drop_caches = False
        job.run_test('nap', tag='warm')
        assert not dropped(), 'not any more'
        """
            .formatted(kernels));

    assertThat(sandbox.run()).isZero();
    assertThat(temp.resolve("synced")).as("what is dirty stays").hasContent("0\n0\n");
  }

  @Test
  void java_drops_the_page_cache_counts_tests_and_takes_a_dep_that_python_takes_too()
      throws Exception {
    sandbox.machineFile("proc/sys/vm/drop_caches", "0\n");
    sandbox.program("sync", "exit 0");
    sandbox.test("../deps/thing/thing.sh", "echo x >> built\n");
    sandbox.control("job.setup_dep(['thing'])\n");
    java(
        """
        void main() {
          job.setupDep("thing");
          job.dropCaches(true);
          job.runTest("nap");
          job.dropCaches(false);
          job.dropCachesBetweenIterations(true);
          job.runTest("nap", arg("tag", "two"), arg("iterations", 2));
          job.runTest("gone");
          job.record(StatusCode.GOOD, "count", job.testsRun() + " " + job.testsFailed());
        }
        """);

    assertThat(sandbox.run()).isZero();
    assertThat(sandbox.shell("./autotest-local Control.java")).isZero();

    assertThat(sandbox.client().resolve("deps/thing/built")).hasContent("x\nx\n");
    assertThat(sandbox.machine().resolve("proc/sys/vm/drop_caches")).hasContent("3\n");
    assertThat(sandbox.calls("sync")).as("after nap, before each iteration of nap.two").hasSize(3);
    assertThat(sandbox.status()).contains("GOOD ---- count 3 1");
  }

  @Test
  void an_execution_context_is_a_directory_of_results_within_another() throws Exception {
    sandbox.control(
        """
        import os
        top = job.resultdir
        job.push_execution_context('first/')
        assert job.resultdir == os.path.join(top, 'first'), job.resultdir
        job.run_test('nap', inner=True)
        job.push_execution_context('second')
        job.run_test('nap')
        job.record('GOOD', 'nap', 'recorded')
        def task():
            job.run_test('nap', tag='task')
            job.pop_execution_context()
        job.parallel([task])
        assert job.resultdir.endswith('/first/second')
        job.pop_execution_context()
        job.pop_execution_context()
        assert job.resultdir == top
        for attempt, kind in ((job.pop_execution_context, IndexError),
                              (lambda: job.push_execution_context('../out'), ValueError)):
            try:
                attempt()
            except kind as refused:
                job.record('GOOD', None, 'refused', str(refused))
        job.run_test('nap')
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains(
            "START first/nap nap",
            "GOOD first/nap nap completed successfully",
            "GOOD first/second/nap nap completed successfully",
            "GOOD first/second/nap recorded",
            "GOOD first/second/nap.task nap.task completed successfully",
            "GOOD ---- refused there is no execution context to go back to",
            "GOOD ---- refused '../out' is no directory below the results",
            "GOOD nap nap completed successfully");
    assertThat(sandbox.read("first/second/nap/status")).contains("recorded");
    assertThat(sandbox.results().resolve("first/nap/debug/nap.DEBUG")).exists();
  }

  @Test
  void an_exception_is_recorded_by_its_text_and_a_timeout_may_be_the_text_of_a_number()
      throws Exception {
    sandbox.control(
        """
        job.record('FAIL', None, 'op', error.TestFail('as text'))
        job.run_test('nap', timeout='0')
        job.run_test('nap', tag='limited', timeout='90.5')
        job.run_test('nap', tag='word', timeout='soon')
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains(
            "FAIL ---- op as text",
            "GOOD nap nap completed successfully",
            "GOOD nap.limited nap.limited completed successfully",
            "ERROR ---- nap.word timeout must be a number of seconds, 0 for none, is 'soon'");
  }

  @Test
  void java_works_in_a_directory_for_the_time_of_a_body() throws Exception {
    java(
        """
        void main() {
          job.inDirectory("first", () -> {
            job.runTest("nap");
            job.inDirectory("second", () -> job.runTest("nap"));
            job.record(StatusCode.GOOD, "here", job.resultDirectory().getFileName().toString());
          });
          job.runTest("nap");
          job.inDirectory("/etc", () -> {});
        }
        """);

    assertThat(sandbox.shell("./autotest-local Control.java")).isEqualTo(1);

    assertThat(sandbox.status())
        .contains(
            "GOOD first/nap nap completed successfully",
            "GOOD first/second/nap nap completed successfully",
            "GOOD ---- here first",
            "GOOD nap nap completed successfully");
    assertThat(sandbox.read("status")).contains("'/etc' is no directory below the results");
  }

  @Test
  void a_test_adds_files_directories_and_commands_to_what_is_collected() throws Exception {
    Path logs = Files.createDirectories(temp.resolve("logs/deep"));
    Files.writeString(logs.resolve("one.log"), "one\n");
    Files.createSymbolicLink(logs.resolve("link"), Path.of("/etc/passwd"));
    Files.writeString(temp.resolve("app.log"), "app\n");
    sandbox.test(
        "adds/adds.py",
        """
        from autotest.client import sysinfo, test

        class adds(test.test):
            version = 1

            def run_once(self, root):
                info = self.job.sysinfo
                info.add_logdir(sysinfo.logdir(root + '/logs/'))
                info.test_loggables.add(sysinfo.logfile(root + '/app.log'))
                info.add_command('echo said', 'said')
                info.run_before_iteration(self)
                info.run_after_test(self)
                self.assert_(len(info.test_loggables) == 3)
        """);
    sandbox.control(
        """
        job.run_test('adds', root='%s')
        job.run_test('nap')
        """
            .formatted(temp));

    assertThat(sandbox.run()).isZero();

    for (String test : new String[] {"adds", "nap"}) {
      Path collected = sandbox.results().resolve(test).resolve("sysinfo");
      assertThat(collected.resolve("logs/deep/one.log")).hasContent("one");
      assertThat(collected.resolve("logs/deep/link")).doesNotExist();
      assertThat(collected.resolve("app.log")).hasContent("app");
      assertThat(collected.resolve("said")).hasContent("said");
    }
    assertThat(sandbox.read("adds/keyval")).containsOnlyOnce("sysinfo-uname=");
    assertThat(sandbox.read("debug/client.WARNING")).isEmpty();
  }

  @Test
  void an_end_too_many_is_a_result_and_does_not_close_the_job() throws Exception {
    sandbox.control(
        """
        job.record('START', None, 'a')
        job.record('END GOOD', None, 'a')
        job.record('END FAIL', None, 'b', 'one too many')
        job.record('GOOD', None, 'c', 'after it')
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .containsSubsequence(
            "END GOOD ---- a",
            "FAIL ---- b one too many",
            "GOOD ---- c after it",
            "END GOOD ---- ----");
  }

  @Test
  void this_machine_is_the_one_host_of_the_job() throws Exception {
    sandbox.control(
        """
        import os
        host, = job.hosts
        host.env['WORD'] = "it's"
        assert host.run_output('echo $WORD') == "it's"
        assert host.run('exit 3', ignore_status=True).exit_status == 3
        assert host.get_kernel_ver() == os.uname()[2] and host.get_num_cpu() > 0
        assert host.path_exists('/proc') and host.list_files_glob('/etc/hostnam?')
        job.record('GOOD', None, 'host', host.hostname)
        """);

    assertThat(sandbox.run("--hostname", "box")).isZero();

    assertThat(sandbox.status()).contains("GOOD ---- host box");
  }

  @Test
  void java_sets_how_following_tests_are_named_and_run() throws Exception {
    sandbox.test(
        "clean/Clean.java",
        """
        class Clean extends ClientTest {
          void runOnce() {
            check(true, "never");
          }

          void cleanup() {
            error("cleanup was not wanted");
          }
        }
        """);
    java(
        """
        void main() {
          job.useSequenceNumber(true);
          job.automaticTestTag("auto");
          job.runTest("nap");
          job.useSequenceNumber(false);
          job.automaticTestTag("");
          job.runTestCleanup(false);
          job.runTest("clean");
          job.runTest("clean", arg("tag", "own"), arg("run_cleanup", true));
          job.defaultProfileOnly(true);
          job.runTest("nap", arg("tag", "profiled"));
          boolean whole = job.cpuCount() > 0 && Files.isDirectory(job.tmpDirectory());
          job.record(StatusCode.GOOD, "facts",
              job.tag() + " " + job.user() + " " + job.machines() + " " + whole);
        }
        """);

    assertThat(sandbox.shell("./autotest-local -t default -U me --hostname h1 Control.java"))
        .isZero();

    assertThat(sandbox.status())
        .contains(
            "GOOD nap._01_.auto nap._01_.auto completed successfully",
            "GOOD clean clean completed successfully",
            "ERROR clean.own clean.own cleanup was not wanted",
            "WARN ---- ---- No profilers have been added but profile_only is set - nothing will be run",
            "GOOD ---- facts default me [h1] true");
  }

  private void java(String control) throws IOException {
    Files.writeString(sandbox.root().resolve("Control.java"), control);
  }
}
