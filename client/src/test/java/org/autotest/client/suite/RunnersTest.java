package org.autotest.client.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests that run suites of others: on small suites that are laid out as the real ones are.
@Tag("long")
class RunnersTest {
  @TempDir private Path directory;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(directory);
  }

  @Test
  void the_linux_test_project_is_judged_by_the_bits_of_exit_statuses() throws Exception {
    file(
        "ltp/runtest/few",
        """
        # Comments and blank lines are passed over.

        good01 good01 -i 3
        fail01 sh -c 'echo "fail01.c:7: TINFO: begin"; echo "fail01.c:9: TFAIL: 2 is not 3"; exit 1'
        broken01 sh -c 'echo "broken01.c:7: TBROK: mount: EPERM" >&2; exit 2'
        skipped01 sh -c 'echo "skipped01.c:1: TCONF: no such call"; exit 32'
        absent01 no_such_program
        slow01 sleep 60
        crash01 sh -c 'kill -SEGV $$'
        """);
    program("ltp/testcases/bin/good01", "#!/bin/sh\necho \"good01.c:3: TPASS: $2 rounds\"\n");
    String root = "root='%s', scenario='few'".formatted(directory.resolve("ltp"));
    sandbox.control(
        """
        job.run_test('ltp', tag='all', limit=1, %1$s)
        job.run_test('ltp', tag='some', tests='good01,skipped01', %1$s)
        job.run_test('ltp', tag='unknown', skip='gone01', %1$s)
        """
            .formatted(root));

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains(
            "FAIL ltp.all ltp.all 5 of 7 sub-results failed: fail01, broken01, absent01, slow01,"
                + " crash01",
            "FAIL ---- ltp.all.fail01 subtest_of=ltp.all exit status 1",
            "ERROR ---- ltp.all.broken01 subtest_of=ltp.all exit status 2",
            "TEST_NA ---- ltp.all.skipped01 subtest_of=ltp.all exit status 32",
            "FAIL ---- ltp.all.slow01 subtest_of=ltp.all not over in 1 s",
            "GOOD ltp.some ltp.some completed successfully");
    assertThat(sandbox.read("status"))
        .contains("fail01.c:9: TFAIL: 2 is not 3", "has no test gone01");
    Promised.isKept("ltp", sandbox.results().resolve("ltp.some/results/keyval"));
  }

  @Test
  void tests_of_the_kernel_are_built_and_their_ktap_is_read() throws Exception {
    assumeTrue(SuiteTest.isHere("make"), "apt-get install make");
    file(
        "linux/tools/testing/selftests/Makefile",
        """
        install:
        \tmkdir -p $(INSTALL_PATH)
        \tcp run_kselftest.sh $(INSTALL_PATH)
        \tfor t in $(TARGETS); do echo "$$t:get_$$t"; done > $(INSTALL_PATH)/kselftest-list.txt
        """);
    program(
        "linux/tools/testing/selftests/run_kselftest.sh",
        """
        #!/bin/sh
        echo "TAP version 13"
        echo "1..2"
        echo "# selftests: size: get_size"
        echo "ok 1 selftests: size: get_size"
        echo "# selftests: sync: sync_test"
        echo "# expected 3, got 4"
        echo "not ok 2 selftests: sync: sync_test # exit=1"
        """);
    String source = "source='%s'".formatted(directory.resolve("linux"));
    sandbox.control(
        """
        job.run_test('kselftest', collections='size,sync', %1$s)
        job.run_test('kselftest', tag='none', %1$s, directory='/no', collections='a b')
        """
            .formatted(source));

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains("FAIL kselftest kselftest 1 of 2 sub-results failed: selftests: sync: sync_test")
        .anyMatch(line -> line.startsWith("ERROR kselftest.none kselftest.none"));
    assertThat(sandbox.read("status")).contains("collections must be names with commas between");
  }

  @Test
  void the_report_of_xfstests_holds_the_sub_results() throws Exception {
    assumeTrue(SuiteTest.isHere("mkfs.ext4"), "apt-get install e2fsprogs");
    program(
        "xfstests/check",
        """
        #!/bin/sh
        [ "$FSTYP $*" = "ext4 -R xunit -g quick" ] && [ -d "$TEST_DIR" ] && [ -f "$SCRATCH_DEV" ] || exit 3
        /sbin/dumpe2fs -h "$TEST_DEV" > "$RESULT_BASE/dump" || exit 4
        cat > "$RESULT_BASE/result.xml" <<'END'
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite name="xfstests" failures="1" skipped="1" tests="3" time="4">
        <testcase classname="xfstests.global" name="generic/001" time="3"></testcase>
        <testcase classname="xfstests.global" name="generic/002" time="1"><failure message="- output mismatch" type="TestFail"/></testcase>
        <testcase classname="xfstests.global" name="generic/003" time="0"><skipped message="no reflink"/></testcase>
        </testsuite>
        END
        exit 1
        """);
    makeImages();
    sandbox.control(
        "job.run_test('xfstests', directory='%1$s/xfstests', test_device='%1$s/test', scratch_device='%1$s/scratch')\n"
            .formatted(directory));

    int exit = sandbox.shell("PATH=$PATH:/usr/sbin ./autotest-local control");

    assertThat(exit).isZero();
    if (!SuiteTest.IS_ROOT) {
      assertThat(sandbox.status()).contains("TEST_NA xfstests xfstests xfstests needs root");
      return;
    }
    assertThat(sandbox.status())
        .anyMatch(line -> line.matches("FAIL xfstests xfstests 1 of 3 sub-results failed: .*002"));
    Promised.isKept("xfstests", sandbox.results().resolve("xfstests/results/keyval"));
  }

  /// In the form of the program `check`, with what it does when things go wrong.
  @Test
  void xfstests_without_a_report_are_told_by_what_was_printed() throws Exception {
    assumeTrue(SuiteTest.IS_ROOT, "xfstests needs root");
    assumeTrue(SuiteTest.isHere("mkfs.ext4"), "apt-get install e2fsprogs");
    program(
        "xfstests/check",
        """
        #!/bin/sh
        cat <<'END'
        FSTYP         -- ext4
        PLATFORM      -- Linux/x86_64 host1 6.1.0 #1 SMP
        MKFS_OPTIONS  -- /dev/loop1

        generic/001 3s ...  4s
        generic/002        1s
        generic/003       [not run] atime related mount options have no effect on ext4
        generic/004       [expunged]
        generic/013 78s ... - output mismatch (see /x/generic/013.out.bad)
            --- tests/generic/013.out
            +++ /x/generic/013.out.bad
            (Run 'diff -u /x/013.out /x/013.out.bad'  to see the entire diff)
        generic/020 2s ... [failed, exit status 1]
        generic/030 5s ... _check_dmesg: something found in dmesg (see /x/generic/030.dmesg)
        END
        printf 'generic/047 9s ... '
        case $* in
          *crash*) echo '<testsuite name="xfstests"><testcase' > "$RESULT_BASE/result.xml"; kill -9 $$ ;;
          *) exec sleep 600 ;;
        esac
        """);
    makeImages();
    sandbox.control(
        """
        where = dict(directory='%1$s/xfstests', test_device='%1$s/test', scratch_device='%1$s/scratch')
        job.run_test('xfstests', tests='crash', tag='crashed', **where)
        job.run_test('xfstests', tests='hang', tag='late', limit=2, **where)
        """
            .formatted(directory));

    assertThat(sandbox.shell("PATH=$PATH:/usr/sbin ./autotest-local control")).isZero();

    for (String tag : List.of("crashed", "late")) {
      String name = "xfstests." + tag;
      assertThat(sandbox.status())
          .contains(
              "GOOD ---- %1$s.generic/001 subtest_of=%1$s".formatted(name),
              "GOOD ---- %1$s.generic/002 subtest_of=%1$s".formatted(name),
              "TEST_NA ---- %1$s.generic/004 subtest_of=%1$s [expunged]".formatted(name),
              "FAIL ---- %1$s.generic/020 subtest_of=%1$s [failed, exit status 1]".formatted(name),
              "ERROR ---- %1$s.generic/047 subtest_of=%1$s it did not end".formatted(name))
          .anyMatch(line -> line.startsWith("TEST_NA ---- %s.generic/003 ".formatted(name)))
          .anyMatch(
              line ->
                  line.startsWith("FAIL ---- %s.generic/013 ".formatted(name))
                      && line.contains("- output mismatch (see "))
          .anyMatch(
              line ->
                  line.startsWith("FAIL ---- %s.generic/030 ".formatted(name))
                      && line.contains("something found in dmesg"));
    }
    assertThat(sandbox.status())
        .anyMatch(
            line ->
                line.startsWith("ERROR xfstests.crashed xfstests.crashed Command <")
                    && line.contains("it left no report, or half of one"))
        .contains("ERROR xfstests.late xfstests.late xfstests did not end in 2 s (limit=)");
  }

  @Test
  void a_kernel_is_built_outside_of_its_sources() throws Exception {
    for (String program : List.of("make", "gcc", "flex", "bison", "bc")) {
      assumeTrue(SuiteTest.isHere(program), "apt-get install " + program);
    }
    file(
        "linux/Makefile",
        """
        tinyconfig:
        \techo CONFIG_TINY=y > $(O)/.config
        vmlinux: $(O)/.config
        \tgcc -o $(O)/vmlinux main.c
        """);
    file("linux/main.c", "int main(void) { return 0; }\n");
    sandbox.control(
        """
        job.run_test('kernel_build', source='%1$s')
        job.run_test('kernel_build', tag='broken', source='%1$s', target='bzImage')
        """
            .formatted(directory.resolve("linux")));

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains("GOOD kernel_build kernel_build completed successfully")
        .anyMatch(line -> line.startsWith("ERROR kernel_build.broken kernel_build.broken Command"));
    assertThat(sandbox.read("status")).contains("No rule to make target 'bzImage'");
    assertThat(sandbox.read("kernel_build/results/config")).isEqualTo("CONFIG_TINY=y\n");
    assertThat(directory.resolve("linux/vmlinux")).doesNotExist();
    Promised.isKept("kernel_build", sandbox.results().resolve("kernel_build/results/keyval"));
  }

  @Test
  void a_machine_that_did_not_boot_is_found_out() throws Exception {
    sandbox.program("reboot", "exit 0");
    Path machine = sandbox.machine();
    file("machine/proc/cmdline", "quiet\n");
    file("machine/proc/mounts", "/dev/sda1 / ext4 rw 0 0\n");
    file("machine/proc/cpuinfo", "processor\t: 0\n");
    Files.createDirectories(machine.resolve("run/systemd/system"));
    Files.createDirectories(machine.resolve("etc/systemd/system"));
    String control = Promised.SUITE.resolve("bootcheck/control").toString();
    sandbox.control(
        "job.config_set('boot.sleep_before_reboot', 0)\n" + Files.readString(Path.of(control)));

    assertThat(sandbox.run("-a", "reboots=1")).isEqualTo(5);
    assertThat(sandbox.run("--continue")).isZero();

    assertThat(sandbox.read("bootcheck.boot1/sub-results.json"))
        .contains("rebooted", "the machine did not boot");
    assertThat(sandbox.read("bootcheck.boot0/results/keyval")).contains("tainted{attr}=");
    assertThat(sandbox.status())
        .anyMatch(line -> line.startsWith("FAIL bootcheck.boot1 bootcheck.boot1 "));
  }

  @Test
  void two_hosts_measure_the_network_between_them() throws Exception {
    assumeTrue(SuiteTest.isHere("iperf3"), "apt-get install iperf3");
    sandbox.control(
        String.format(
            Locale.ROOT,
            """
            hosts = {'server': '127.0.0.1#server', 'client': '127.0.0.1#client'}
            def bandwidth(role):
                job.run_test('iperf3', tag=role, seconds=1, port=%d, host=hosts[role], **hosts)
            def latency(role):
                job.run_test('tcp_round_trip', tag=role, seconds=0.1, port=%d, role=role)
            job.parallel([bandwidth, 'server'], [bandwidth, 'client'])
            job.parallel([latency, 'client'], [latency, 'server'])
            """,
            freePort(),
            freePort()));

    assertThat(sandbox.run()).isZero();

    for (String test : List.of("iperf3", "tcp_round_trip")) {
      assertThat(sandbox.status())
          .contains(
              "GOOD %1$s.server %1$s.server completed successfully".formatted(test),
              "GOOD %1$s.client %1$s.client completed successfully".formatted(test));
      Promised.isKept(test, sandbox.results().resolve(test + ".client/results/keyval"));
    }
  }

  @Test
  void a_program_of_googletest_is_compiled_and_its_tests_are_sub_results() throws Exception {
    assumeTrue(SuiteTest.isHere("g++"), "apt-get install g++");
    assumeTrue(Files.exists(Path.of("/usr/include/gtest/gtest.h")), "apt-get install libgtest-dev");
    sandbox.control(
        """
        job.run_test('googletest')
        job.run_test('googletest', tag='one', filter='Strings.*')
        job.run_test('googletest', tag='none', filter='Nothing.*')
        job.run_test('googletest', tag='other', program='/bin/true')
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains(
            "GOOD googletest googletest completed successfully",
            "GOOD googletest.one googletest.one completed successfully")
        .anyMatch(line -> line.startsWith("ERROR googletest.none googletest.none "))
        .anyMatch(line -> line.contains("googletest.other Command <'/bin/true' "));
    assertThat(sandbox.read("googletest/sub-results.json"))
        .contains("SortPutsNumbersInOrder", "ReachWhoCatchesThem");
    Promised.isKept("googletest", sandbox.results().resolve("googletest/results/keyval"));
  }

  @Test
  void a_package_is_installed_and_removed_again() throws Exception {
    assumeTrue(SuiteTest.IS_ROOT, "run as root");
    String policy = said("apt-cache", "policy", "hello");
    assumeTrue(policy.contains("Installed: (none)"), "apt-get update; apt-get remove hello");
    sandbox.control("job.run_test('package_install', program='hello')\n");

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains("GOOD package_install package_install completed successfully");
    Path keyvals = sandbox.results().resolve("package_install/results/keyval");
    assertThat(Promised.measured(keyvals))
        .containsOnlyKeys("files", "install_elapsed", "remove_elapsed");
    Promised.isKept("package_install", keyvals);
    assertThat(said("apt-cache", "policy", "hello")).isEqualTo(policy);
  }

  private static String said(String... words) throws IOException {
    if (!SuiteTest.isHere(words[0])) {
      return "";
    }
    Process program = new ProcessBuilder(words).redirectErrorStream(true).start();
    return new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private void file(String path, String text) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void program(String path, String text) throws IOException {
    file(path, text);
    assertThat(directory.resolve(path).toFile().setExecutable(true)).isTrue();
  }

  private static int freePort() throws IOException {
    try (var probe = new java.net.ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  /// Of the devices that xfstests is given.
  private void makeImages() throws IOException {
    for (String device : List.of("test", "scratch")) {
      try (var image = new java.io.RandomAccessFile(directory.resolve(device).toFile(), "rw")) {
        image.setLength(8 << 20);
      }
    }
  }
}
