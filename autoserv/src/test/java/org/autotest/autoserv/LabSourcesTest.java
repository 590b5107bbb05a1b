package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.junit.jupiter.api.Test;

/// Checks and repair actions that a lab has written in Java.
final class LabSourcesTest extends RigTest {
  private Ending run(String... options) {
    List<String> words =
        new ArrayList<>(rig.common("-m", "loop", "--fitness-dir", temp + "/fitness"));
    words.addAll(List.of(options));
    return rig.run(words);
  }

  private Path source(String path, String text) throws Exception {
    Path file = temp.resolve("fitness").resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void a_check_in_java_is_repaired_by_an_action_in_java_and_made_again() throws Exception {
    source(
        "checks/ShareMounted.java",
        """
        // needs: login, disk_space
        // repairs: reboot, lab.remount_share
        class ShareMounted implements HostCheck {
          public Finding look(Host host) {
            String made = host.temporaryDirectory();
            host.run("echo " + made + " >>~/looked");
            return host.tryRun("[ -e ~/mounted ]", Duration.ofSeconds(9)).isSuccess()
                ? new Finding.Fine("on " + host.hostname())
                : Finding.wrong("the share is not mounted");
          }
        }
        """);
    source(
        "repairs/RemountShare.java",
        """
        /// protection: Repair filesystem only
        public class RemountShare implements HostAction {
          private record Words(String text) {}

          @Override
          public String apply(Host host) {
            host.runWithInput("cat >~/mounted", "done", Duration.ofSeconds(30));
            return new Words("mounted for " + host.hostname()).text();
          }
        }
        """);

    assertThat(run("-R", "--host-protection", "REPAIR_FILESYSTEM_ONLY")).isEqualTo(Ending.DONE);

    assertThat(rig.statusLines())
        .containsExactly(
            "GOOD\t----\trepair.lab.remount_share",
            "GOOD\t----\trepair\tloop repaired successfully");
    assertThat(rig.file("fitness.log"))
        .containsPattern("check  lab.share_mounted +wrong .* lab.share_mounted: the share is not")
        .containsPattern("repair lab.remount_share +done .* mounted for loop\n")
        .containsPattern("check  lab.share_mounted +fine .* on loop\n");
    assertThat(rig.sshd().home().resolve("mounted")).hasContent("done");
    assertThat(Files.readAllLines(rig.sshd().home().resolve("looked")))
        .hasSize(2)
        .allSatisfy(made -> assertThat(Path.of(made)).doesNotExist());
  }

  @Test
  void a_check_in_java_depends_on_others_and_others_on_it() throws Exception {
    source(
        "checks/First.java",
        """
        // needs: lab.program
        class First implements HostCheck {
          public Finding look(Host host) {
            host.run("echo no disk >&2; exit 3");
            return new Finding.Fine("");
          }
        }
        """);
    source(
        "checks/Second.java",
        "// needs: lab.first\nclass Second implements HostCheck { public Finding look(Host host) {"
            + " return new Finding.Fine(\"\"); } }");
    source(
        "checks/Third.java",
        "class Third implements HostCheck { public Finding look(Host host) {"
            + " return new Finding.Skipped(\"no disks here\"); } }");
    program("fitness/checks/program", "#!/bin/sh\nexit 0\n");

    assertThat(run("-v")).isEqualTo(Ending.FAILED);

    assertThat(rig.file("failure"))
        .isEqualTo(
            "blame=HOST\nproblem=verifying loop: lab.first: running 'echo no disk >&2; exit 3' on"
                + " loop: exit status 3: no disk\n");
    assertThat(rig.file("fitness.log"))
        .containsPattern("lab.second +skipped .* it needs lab.first\n")
        .containsPattern("lab.third +skipped .* no disks here\n");
  }

  @Test
  void one_that_does_not_end_is_ended() throws Exception {
    source(
        "checks/Slow.java",
        """
        // limit: 1
        class Slow implements HostCheck {
          public Finding look(Host host) {
            host.run("echo $$ >~/slow; exec sleep 1015");
            return new Finding.Fine("");
          }
        }
        """);
    program("fitness/checks/after", "#!/bin/sh\n# needs: login\necho all right\n");

    assertThat(run("-v")).isEqualTo(Ending.FAILED);

    assertThat(rig.file("failure"))
        .isEqualTo("blame=HOST\nproblem=verifying loop: lab.slow: no end in 1 s\n");
    assertThat(rig.file("fitness.log")).containsPattern("lab.after +fine .* all right\n");
    long pid = Long.parseLong(Files.readString(rig.sshd().home().resolve("slow")).strip());
    org.awaitility.Awaitility.await()
        .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void one_that_does_not_heed_its_end_gets_no_other_connection() throws Exception {
    Path over = temp.resolve("over");
    source(
        "checks/Stubborn.java",
        """
        // limit: 1
        class Stubborn implements HostCheck {
          public Finding look(Host host) throws Exception {
            try {
              while (!isReady(host)) {
                try {
                  new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
                } catch (InterruptedException ignored) {
                  // It goes on.
                }
              }
            } catch (RuntimeException refused) {
              Files.writeString(Path.of("OVER"), refused.getMessage());
            }
            return new Finding.Fine("");
          }

          private static boolean isReady(Host host) {
            try {
              return host.exists("ready");
            } catch (Error ignored) {
              return false;
            }
          }
        }
        """
            .replace("OVER", over.toString()));

    assertThat(run("-v")).isEqualTo(Ending.FAILED);

    assertThat(rig.file("failure")).contains("lab.stubborn: no end in 1 s");
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(over).content().isEqualTo("connecting to loop: the line is closed"));
  }

  @Test
  void fields_of_a_class_are_made_within_its_limit_and_told_with_their_lines() throws Exception {
    source(
        "checks/Slow.java",
        """
        // limit: 1
        class Slow implements HostCheck {
          private final boolean waited = await();

          private static boolean await() {
            try {
              return new CountDownLatch(1).await(30, TimeUnit.SECONDS);
            } catch (InterruptedException over) {
              throw new IllegalStateException(over);
            }
          }

          public Finding look(Host host) {
            return new Finding.Fine("waited: " + waited);
          }
        }
        """);
    Path shared = source("checks/Shared.java", field("static", "Shared"));
    Path own = source("checks/Own.java", field("", "Own"));
    source(
        "checks/Well.java",
        "class Well implements HostCheck { public Finding look(Host host) {"
            + " return new Finding.Fine(\"well\"); } }");
    source(
        "checks/Mute.java",
        "class Mute implements HostCheck { public Finding look(Host host) { return null; } }");

    assertThat(run("-v")).isEqualTo(Ending.FAILED);

    assertThat(rig.file("failure")).contains("/Mute.java: it gave nothing back");
    assertThat(rig.file("debug/autoserv.DEBUG"))
        .contains("at Shared.<clinit>(Shared.java:2)")
        .doesNotContain("at org.autotest.autoserv.control.LabSources");

    assertThat(rig.file("failure"))
        .contains("lab.slow: no end in 1 s")
        .contains("lab.shared: running %s: line 2: NumberFormatException: ".formatted(shared))
        .contains("lab.own: running %s: line 2: NumberFormatException: ".formatted(own));
    assertThat(rig.file("fitness.log")).containsPattern("lab.well +fine .* well\n");
  }

  private static String field(String kind, String className) {
    return """
    class %s implements HostCheck {
      private final %s int number = Integer.parseInt("none");

      public Finding look(Host host) {
        return new Finding.Fine("" + number);
      }
    }
    """
        .formatted(className, kind);
  }

  @Test
  void a_file_that_is_not_there_is_wrong_with_the_host_and_repaired() throws Exception {
    Path configured = temp.resolve("raid.conf");
    source(
        "checks/Configured.java",
        """
        // repairs: lab.configure
        class Configured implements HostCheck {
          public Finding look(Host host) {
            host.getFile("%s", "raid.conf");
            return new Finding.Fine("");
          }
        }
        """
            .formatted(configured));
    Path sender =
        source(
            "checks/Sender.java",
            """
            class Sender implements HostCheck {
              public Finding look(Host host) {
                host.sendFile("nothing", "/nowhere/nothing");
                return new Finding.Fine("");
              }
            }
            """);
    source(
        "repairs/Configure.java",
        """
        class Configure implements HostAction {
          public String apply(Host host) {
            return host.output("touch %s; echo made");
          }
        }
        """
            .formatted(configured));

    assertThat(run("-R")).isEqualTo(Ending.FAILED);

    assertThat(rig.statusLines()).contains("GOOD\t----\trepair.lab.configure");
    assertThat(rig.file("fitness.log"))
        .containsPattern("lab.configured +wrong .*raid.conf: it is not there\n")
        .containsPattern("lab.configured +fine ");
    assertThat(rig.file("failure"))
        .startsWith("blame=LAB\n")
        .contains("lab.sender: running %s: line 3: sending ".formatted(sender));
  }

  @Test
  void a_check_switches_no_power() throws Exception {
    Path machines =
        Files.writeString(
            temp.resolve("machines"), "* power touch %s/switched.{action}\n".formatted(temp));
    source(
        "checks/Switcher.java",
        """
        class Switcher implements HostCheck {
          public Finding look(Host host) {
            host.powerCycle(Duration.ZERO);
            return new Finding.Fine("");
          }
        }
        """);

    assertThat(run("-v", "--machines-file", machines.toString())).isEqualTo(Ending.FAILED);

    assertThat(rig.file("failure")).contains("lab.switcher: switching the power of loop: ");
    assertThat(temp.resolve("switched.off")).doesNotExist();
  }

  @Test
  void what_is_wrong_with_a_source_is_the_labs_failure_with_its_line() throws Exception {
    Path bad =
        source(
            "checks/Bad.java",
            "// repairs: lab.worse\nclass Bad implements HostCheck {\n  int look;\n}\n");
    Path thrown =
        source(
            "checks/Thrower.java",
            """
            class Thrower implements HostCheck {
              public Finding look(Host host) {
                throw new IllegalStateException("what?");
              }
            }
            """);
    Path other = source("checks/Other.java", "class Another {}");
    source("repairs/Worse.java", "class Worse {");

    assertThat(run("-R")).isEqualTo(Ending.FAILED);

    assertThat(rig.file("failure"))
        .startsWith("blame=LAB\n")
        .contains("lab.bad: compiling %s: line 2: Bad is not abstract".formatted(bad))
        .contains("lab.thrower: running %s: line 3: IllegalStateException: what?".formatted(thrown))
        .contains("lab.other: loading %s: it has no class Other".formatted(other));
    assertThat(rig.status()).doesNotContain("repair.lab.worse");
  }

  @Test
  void an_action_that_does_not_work_is_told() throws Exception {
    source(
        "checks/Never.java",
        "// repairs: lab.fails, lab.broken\nclass Never implements HostCheck { public Finding"
            + " look(Host host) { return Finding.wrong(\"as ever\"); } }");
    source(
        "repairs/Fails.java",
        "class Fails implements HostAction { public String apply(Host host) throws Exception {"
            + " throw new java.io.IOException(\"no such switch\"); } }");
    Path broken = source("repairs/Broken.java", "class Broken implements HostAction {\n  what\n}");

    assertThat(run("-R")).isEqualTo(Ending.FAILED);

    assertThat(rig.statusLines())
        .anyMatch(
            line ->
                line.startsWith("WARN\t----\trepair.lab.fails\trepairing loop with lab.fails: ")
                    && line.endsWith("line 1: IOException: no such switch"))
        .anyMatch(
            line ->
                line.startsWith(
                    "WARN\t----\trepair.lab.broken\trepairing loop with lab.broken: compiling "
                        + broken
                        + ": line 2: "));
  }

  @Test
  void a_name_or_a_header_that_is_not_right_is_told() throws Exception {
    source("checks/raid_state.java", "");
    assertThat(run("-v")).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure"))
        .startsWith("blame=LAB\n")
        .contains("its name is not that of a class, such as RaidState.java");
    Files.delete(temp.resolve("fitness/checks/raid_state.java"));
    Files.move(rig.results(), temp.resolve("aside"));

    source("checks/RaidState.java", "// runs: on host\nclass RaidState {}");
    assertThat(run("-v")).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure")).contains("'runs: on host': a class runs on the server");
  }
}
