package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The programs that profilers run: those of this machine as they are, and for those that need
/// another kernel programs of the same name, which end when they are interrupted, and write what
/// they have then.
@Tag("long")
class ProfilerToolsTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(temp);
  }

  @ParameterizedTest
  @CsvSource({
    "vmstat, vmstat, vmstat, memory",
    "iostat, iostat, iostat.*, avg-cpu",
    "mpstat, mpstat, mpstat, Average:",
    "sar, sar, sar, %idle",
    "inotify, inotifywait, inotify, CREATE",
    "perf, perf, comm, Samples",
    "powertop, powertop, powertop, PowerTOP",
  })
  void a_program_of_this_machine_watches_a_test(
      String profiler, String program, String file, String text) throws Exception {
    assumeTrue(sandbox.shell("command -v " + program) == 0, program + " is not installed");
    sandbox.test("busy/busy.sh", "sleep 2.5; touch \"$TMPDIR/made\"; sleep 0.3\n");
    String parameters = profiler.equals("perf") ? ", events=['cpu-clock']" : "";
    if (!profiler.equals("inotify") && !profiler.equals("perf")) {
      parameters = ", interval=1";
    }
    sandbox.control(
        """
        job.profilers.add('%s'%s)
        job.run_test('busy', profile_only=True)
        """
            .formatted(profiler, parameters));

    assertThat(sandbox.run()).isZero();

    Path profiling = sandbox.results().resolve("busy/profiling/iteration.1");
    String seen = text(profiling, file);
    assertThat(seen).as(sandbox.read("debug/client.DEBUG")).contains(text);
    assertThat(sandbox.read("debug/client.WARNING")).doesNotContain("profiler");
  }

  @Test
  void each_program_gets_its_words_and_is_interrupted_so_that_it_writes_its_file()
      throws Exception {
    assumeTrue(sandbox.shell("command -v bzip2") == 0, "bzip2 is not installed");
    sandbox.program("trace-cmd", untilInterrupted("echo trace > trace.dat"));
    sandbox.program("blktrace", untilInterrupted("echo raw > raw.blktrace.0"));
    sandbox.program("blkparse", "cat raw.blktrace.0; echo parsed");
    sandbox.program("stap", untilInterrupted("echo probed"));
    sandbox.program("kvm_stat", untilInterrupted("echo exits"));
    sandbox.program("powertop", "sleep 1; echo watts > powertop");
    sandbox.program(
        "perf",
        "if [ \"$1\" = record ]; then %s else echo \"$1 of $(cat perf.data)\"; fi"
            .formatted(untilInterrupted("echo samples > perf.data")));
    Path script = Files.writeString(temp.resolve("probe.stp"), "probe begin { }\n");
    sandbox.control(
        """
        job.profilers.add('ftrace', tracepoints=['sched', 'irq:irq_handler_entry'])
        job.profilers.add('blktrace', '/dev/sda', tag='disk')
        job.profilers.add('systemtap', stap_script_file='%s', options='-v -g')
        job.profilers.add('kvm_stat')
        job.profilers.add('powertop', interval=1)
        job.profilers.add('perf', events=['cycles', 'faults'], trace=True)
        job.run_test('patient', profile_only=True)
        """
            .formatted(script));
    sandbox.test("patient/patient.sh", until("[ $(ls '%s'/ready.* | wc -l) = 5 ]".formatted(temp)));

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.calls("trace-cmd"))
        .containsExactly("record -o trace.dat -e sched -e irq:irq_handler_entry");
    assertThat(sandbox.calls("blktrace")).containsExactly("-d /dev/sda -o raw");
    assertThat(sandbox.calls("blkparse")).containsExactly("-i raw");
    assertThat(sandbox.calls("stap")).containsExactly("-v -g " + script);
    assertThat(sandbox.calls("kvm_stat")).containsExactly("-l");
    assertThat(sandbox.calls("powertop")).containsExactly("--csv=powertop --time=1");
    assertThat(sandbox.calls("perf"))
        .containsExactly(
            "record -a -o perf.data -e cycles -e faults",
            "report --stdio -i perf.data -n --sort comm",
            "report --stdio -i perf.data -n --sort dso",
            "report --stdio -i perf.data -n --sort symbol",
            "script -i perf.data");
    Path profiling = sandbox.results().resolve("patient/profiling/iteration.1");
    assertThat(profiling.resolve("ftrace/trace.dat.bz2")).isNotEmptyFile();
    assertThat(profiling.resolve("blktrace.disk")).hasContent("raw\nparsed");
    assertThat(profiling.resolve("raw.blktrace.0")).doesNotExist();
    assertThat(profiling.resolve("systemtap.log")).hasContent("probed");
    assertThat(profiling.resolve("kvm_stat")).hasContent("exits");
    assertThat(profiling.resolve("powertop")).hasContent("watts");
    assertThat(profiling.resolve("comm")).hasContent("report of samples");
    assertThat(profiling.resolve("trace")).hasContent("script of samples");
    assertThat(sandbox.read("debug/client.WARNING")).doesNotContain("profiler");
  }

  @Test
  void a_program_that_is_missing_or_refused_by_the_kernel_is_told_and_fails_no_test()
      throws Exception {
    Path pid = temp.resolve("blktrace.pid");
    sandbox.program(
        "blktrace",
        "echo 'BLKTRACESETUP: Inappropriate ioctl' >&2; echo $$ > '%s'; exit 1".formatted(pid));
    sandbox.program("blkparse", "exit 1");
    sandbox.control(
        """
        job.profilers.add('blktrace', '/dev/sda')
        job.profilers.add('kvm_stat')
        job.run_test('patient', profile_only=True)
        """);
    sandbox.test(
        "patient/patient.sh",
        until("[ -s '%1$s' ] && [ ! -d /proc/$(cat '%1$s') ]".formatted(pid)));

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status()).contains("GOOD patient patient completed successfully");
    assertThat(sandbox.read("debug/client.WARNING"))
        .contains(
            "profiler blktrace ended by itself with status 1: BLKTRACESETUP: Inappropriate ioctl",
            "profiler kvm_stat: not available: 'kvm_stat' is not installed on this machine")
        .doesNotContain("blkparse");
    assertThat(sandbox.read("patient/profiling/iteration.1/kvm_stat"))
        .startsWith("not available: 'kvm_stat'");
  }

  @Test
  void powertop_measures_as_long_as_told_unless_the_job_is_stopped() throws Exception {
    sandbox.program(
        "powertop", "touch '%s/measuring'; trap 'exit 1' INT; sleep 600 & wait".formatted(temp));
    sandbox.control(
        """
        try:
            job.profilers.add('powertop', interval=3601)
        except error.JobError as refused:
            job.record('GOOD', None, 'refused', str(refused))
        job.profilers.add('powertop', interval=600)
        job.run_test('sleeptest', seconds=0, profile_only=True)
        """);
    Process client = sandbox.start("exec ./autotest-local control");
    LocalClient.await(() -> Files.exists(temp.resolve("measuring")), "powertop");

    client.destroy();

    assertThat(client.waitFor(25, TimeUnit.SECONDS)).as("it ends soon").isTrue();
    assertThat(sandbox.status())
        .contains(
            "GOOD ---- refused interval of powertop must be at most 3600 s, for the test waits for"
                + " its end; is 3601");
    assertThat(sandbox.calls("powertop")).containsExactly("--csv=powertop --time=600");
  }

  /// A program that says that it is ready, lives until it is interrupted, and then does this.
  private String untilInterrupted(String then) {
    return "trap '%s; kill $!; exit 0' INT; trap 'exit 1' TERM; sleep 600 & : > '%s'/ready.$$; wait\n"
        .formatted(then, temp);
  }

  /// A test that ends when this is so, or fails after half a minute.
  private static String until(String condition) {
    return "n=0; until %s; do n=$((n + 1)); [ $n -lt 1500 ] || exit 1; sleep 0.02; done\n"
        .formatted(condition);
  }

  private static String text(Path profiling, String pattern) throws IOException {
    StringBuilder text = new StringBuilder();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(profiling, pattern)) {
      for (Path file : files) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }
}
