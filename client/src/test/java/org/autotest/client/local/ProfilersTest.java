package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Profilers around tests, in jobs of both languages.
class ProfilersTest {
  @TempDir Path directory;

  @Test
  void a_test_runs_once_more_under_profilers_and_none_of_them_stays() throws Exception {
    LocalClient client = new LocalClient(directory);
    String mark = "9" + System.nanoTime();
    client.write(
        "profilers/mine/mine.py",
        """
        import os, subprocess
        from autotest.client import profiler

        class mine(profiler.profiler):
            version = 1
            def initialize(self, word):
                self.word = word
            def setup(self, word):
                open(os.path.join(self.srcdir, 'built'), 'w').close()
            def start(self, test):
                subprocess.Popen(['sleep', '%1$s'])
            def report(self, test):
                with open(os.path.join(test.profdir, 'mine'), 'w') as out:
                    out.write('%%s %%s' %% (self.word, os.path.exists(self.srcdir + '/built')))
        """
            .formatted(mark));
    client.write(
        "profilers/program/program.sh", "sleep " + mark + " &\necho \"$@\"\nexec sleep " + mark);
    Path control =
        client.write(
            "control",
            """
            job.profilers.add('catprofile', ['/proc/uptime'], interval=0.1)
            job.profilers.add('cmdprofile', cmds=['echo one', 'sleep %1$s'], outputfile='cmds')
            job.profilers.add('blktrace', '/dev/no_such_disk')
            job.profilers.add('mine', word='hello')
            job.profilers.add('program', a=1)
            job.run_test('e_result', status=0, iterations=2)
            job.run_test('e_result', tag='only', status=0, iterations=2, profile_only=True)
            job.run_test('j_leaky', mark='%1$s', timeout=8, profile_only=True)
            for name in job.profilers.current_profilers():
                job.profilers.delete(name)
            job.run_test('e_result', tag='none', status=0, profile_only=True)
            job.profilers.add('no_such_profiler')
            """
                .formatted(mark));

    LocalClient.Ended ended = client.run(control.toString());

    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    Path extra = client.results().resolve("e_result/profiling");
    assertThat(extra.resolve("iteration.2")).doesNotExist();
    assertThat(extra.resolve("iteration.3/monitor")).content().contains("/proc/uptime");
    assertThat(extra.resolve("iteration.3/cmds")).content().contains("one");
    assertThat(extra.resolve("iteration.3/mine")).hasContent("hello True");
    assertThat(extra.resolve("iteration.3/program")).hasContent("--a=1");
    Path only = client.results().resolve("e_result.only/profiling");
    assertThat(only).isDirectoryContaining(path -> path.endsWith("iteration.2"));
    assertThat(only.resolve("iteration.3")).doesNotExist();
    assertThat(client.status())
        .contains(
            "  GOOD e_result e_result completed successfully",
            "  GOOD e_result.only e_result.only completed successfully",
            "  ERROR j_leaky j_leaky Test timeout expired, rc=15",
            "  WARN ---- ---- No profilers have been added but profile_only is set - nothing will be run",
            "END ABORT ---- ---- no_such_profiler not present");
    assertThat(LocalClient.processes(mark)).isEmpty();
  }

  @Test
  void a_directory_of_tests_has_its_profilers_and_one_that_is_nowhere_says_where_it_is_not()
      throws Exception {
    LocalClient client = new LocalClient(directory);
    Path tests = directory.resolve("mine");
    client.write(
        "mine/e_ok/e_ok.sh",
        "until [ -s $AUTOTEST_OUTPUT_DIR/profiling/program ]; do sleep 0.05; done\n");
    client.write("mine/profilers/program/program.sh", "echo within\nexec sleep 100\n");
    Path control =
        client.write(
            "jobs/control",
            """
            job.profilers.add('program')
            job.run_test('e_ok', profile_only=True, timeout=30)
            job.run_test('gone')
            job.profilers.add('gone')
            """);

    LocalClient.Ended ended = client.run("-d", tests.toString(), control.toString());

    assertThat(client.results().resolve("e_ok/profiling/iteration.1/program")).hasContent("within");
    assertThat(Files.readString(client.results().resolve("status")))
        .contains("gone: test does not exist\n  it is in none of [" + tests + "]\n")
        .contains("\tgone not present\n");
    assertThat(ended.output())
        .contains("profiler gone: none that comes along, and none in [")
        .contains(tests + "/profilers");
  }

  @Test
  void a_java_control_file_adds_profilers_by_name_and_of_its_own() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path control =
        client.write(
            "Control.java",
            """
            import org.autotest.client.api.*;

            void main() {
              job.addProfiler("catprofile", arg("filenames", List.of("/proc/uptime")), arg("interval", 1));
              job.addProfiler("mine", new TestProfiler() {
                public void start(ProfiledTest test) throws Exception {
                  Files.writeString(test.profilingDir().resolve("mine"), "started " + test.name());
                }

                public void stop(ProfiledTest test) {
                  throw new IllegalStateException("it cannot stop");
                }
              });
              job.runTest("j_perf");
              job.deleteProfiler("mine");
              job.noop("left: " + job.profilers());
              job.addProfiler("vmstat", arg("bogus", 1));
            }
            """);

    LocalClient.Ended ended = client.run(control.toString());

    assertThat(ended.output()).contains("stopping profiler mine", "it cannot stop");
    assertThat(ended.output()).contains("left: [catprofile]");
    Path profiling = client.results().resolve("j_perf/profiling/iteration.2");
    assertThat(profiling.resolve("mine")).hasContent("started j_perf");
    assertThat(profiling.resolve("monitor")).isNotEmptyFile();
    assertThat(client.status())
        .containsSubsequence(
            List.of(
                "  GOOD j_perf j_perf completed successfully",
                "END ABORT ---- ---- vmstat takes no 'bogus', only interval"));
    assertThat(Files.readString(client.results().resolve("status"))).doesNotContain("FAIL");
  }

  @Test
  void one_in_java_is_found_by_its_name_by_a_control_file_in_python() throws Exception {
    LocalClient client = new LocalClient(directory);
    client.write("profilers/load_seen/LoadSeen.java", example());
    client.write(
        "tests/waits/waits.sh",
        "until [ $(wc -l < $AUTOTEST_OUTPUT_DIR/profiling/load_seen) -gt 2 ]; do sleep 0.05; done");
    Path control =
        client.write(
            "control",
            """
            job.profilers.add('load_seen', 0.05)
            job.run_test('waits', profile_only=True, iterations=2, timeout=60)
            def task(tag):
                job.run_test('waits', tag=tag, profile_only=True, timeout=60)
            job.parallel([task, 'a'], [task, 'b'])
            """);

    String tests = directory.resolve("tests").toString();
    LocalClient.Ended ended = client.run("-d", tests, control.toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    for (String iteration :
        List.of(
            "waits/profiling/iteration.1",
            "waits/profiling/iteration.2",
            "waits.a/profiling/iteration.1",
            "waits.b/profiling/iteration.1")) {
      assertThat(client.results().resolve(iteration).resolve("load_seen"))
          .content()
          .containsPattern("(?m)^[0-9.]+ [0-9.]+ [0-9.]+ \\d+/\\d+ \\d+$");
    }
  }

  @Test
  void what_is_wrong_with_one_in_java_is_told_and_nothing_of_it_stays() throws Exception {
    LocalClient client = new LocalClient(directory);
    String mark = "9" + System.nanoTime();
    client.write("profilers/load_seen/LoadSeen.java", example());
    client.write("profilers/broken/Broken.java", "class Broken {\n  int x = \"\";\n}\n");
    client.write("profilers/other/Other.java", "class Other {}\n");
    client.write(
        "profilers/leaves/Leaves.java",
        """
        class Leaves implements TestProfiler {
          public void start(ProfiledTest test) throws IOException {
            new ProcessBuilder("sleep", "%s").start();
            System.out.println("it watches " + test.name());
          }

          public void stop(ProfiledTest test) {
            throw new IllegalStateException("it cannot stop");
          }
        }
        """
            .formatted(mark));
    Path control =
        client.write(
            "control",
            """
            for name, args, words in (('load_seen', [], {'bogus': 1}), ('load_seen', [1, 2], {}),
                                      ('load_seen', [1], {'interval': 1}),
                                      ('load_seen', ['soon'], {}), ('broken', [], {}),
                                      ('other', [], {})):
                try:
                    job.profilers.add(name, *args, **words)
                except Exception as refused:
                    job.record('GOOD', None, 'refused', str(refused))
            job.profilers.add('leaves')
            job.run_test('e_result', status=0, profile_only=True)
            """);

    LocalClient.Ended ended = client.run(control.toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(client.status())
        .contains(
            " GOOD ---- refused load_seen takes no 'bogus', only [interval]",
            " GOOD ---- refused load_seen takes 1 arguments, not 2",
            " GOOD ---- refused load_seen is given 'interval' twice",
            " GOOD ---- refused profiler load_seen: interval must be of type Duration, is 'soon'",
            " GOOD ---- refused class Other must implement TestProfiler and have one constructor",
            "  GOOD e_result e_result completed successfully");
    assertThat(Files.readString(client.results().resolve("status")))
        .contains("broken does not compile: ", "Broken.java:2: incompatible types");
    assertThat(ended.output())
        .contains("it watches e_result", "stopping profiler leaves", "it cannot stop");
    assertThat(LocalClient.processes(mark)).isEmpty();
  }

  /// The one that the guide shows.
  private static String example() throws Exception {
    String guide = Files.readString(Path.of("../docs/guides/write-a-test.md"));
    int start = guide.indexOf("class LoadSeen");
    assertThat(start).isPositive();
    return guide.substring(start, guide.indexOf("```", start));
  }
}
