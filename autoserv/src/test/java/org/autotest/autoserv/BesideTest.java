package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.junit.jupiter.api.Test;

/// Machines beside those of a job, which a lab allows its control files.
final class BesideTest extends PythonRigTest {
  private Ending job(String source, String... options) throws IOException {
    Path control = Files.writeString(temp.resolve("server-control"), source);
    List<String> words = new ArrayList<>(rig.common(options));
    words.add(control.toString());
    return rig.run(words);
  }

  @Test
  void one_that_is_allowed_has_its_own_results_and_is_neither_cleaned_up_nor_switched()
      throws Exception {
    Path switched = temp.resolve("switched");
    Path machines =
        Files.writeString(
            temp.resolve("machines"), "* power touch %s.{action}\n".formatted(switched));
    Path reboots = temp.resolve("reboots");
    rig.fakeReboot(
        "echo reboot >>%s; echo second >%s".formatted(reboots, rig.sshd().bootId("one")));

    Ending ending =
        job(
            """
            void main() {
              var mine = hosts.create("loop");
              var peer = hosts.create(System.getProperty("user.name") + "@loop2");
              is("loop2", peer.hostname());
              is(peer, hosts.create("loop2"));
              is(List.of(mine, peer), hosts.created());
              is("up", peer.output("echo up"));
              is(true, peer.runControl("begin; run_test there; finish"));
              is(true, mine.runControl("begin; run_test here; finish"));
              try {
                peer.powerCycle();
              } catch (RuntimeException refused) {
                job.record(StatusCode.GOOD, "refused", refused.getMessage());
              }
            }
            """
                + IS,
            "-m",
            "loop",
            "-C",
            "--beside",
            "loop2",
            "--machines-file",
            machines.toString());

    assertThat(ending).as(failure()).isEqualTo(Ending.DONE);
    assertThat(reboots).hasContent("reboot\n");
    assertThat(rig.statusLines())
        .contains("\tEND GOOD\there\there")
        .doesNotContain("\tEND GOOD\tthere\tthere")
        .anyMatch(line -> line.startsWith("GOOD\t----\trefused\t") && line.contains("loop2"));
    assertThat(Rig.statusLines(rig.results().resolve("loop2")))
        .contains("\tEND GOOD\tthere\tthere");
    assertThat(temp.resolve("switched.off")).doesNotExist();
  }

  @Test
  void a_job_without_machines_of_its_own_works_on_one() throws Exception {
    Ending ending =
        job(
            "void main() { is(\"up\", hosts.create(\"loop3\").output(\"echo up\")); }\n" + IS,
            "--beside",
            "loop2",
            "--beside",
            "loop3");

    assertThat(ending).as(failure()).isEqualTo(Ending.DONE);
    assertThat(rig.results().resolve("loop3/keyval")).content().contains("hostname=loop3\n");
  }

  @Test
  void one_that_is_lost_is_not_waited_for() throws Exception {
    Ending ending =
        job(
            """
            void main() throws Exception {
              hosts.create("loop").run("true");
              var peer = hosts.create("loop2");
              peer.run("true");
              Path config = Path.of("CONFIG");
              Files.writeString(config, "Host loop2\\n  Port 1\\n" + Files.readString(config));
              for (var line : lines(config)) {
                line.destroyForcibly();
                line.onExit().join();
              }
              peer.run("true");
            }

            List<ProcessHandle> lines(Path config) {
              return ProcessHandle.current()
                  .children()
                  .filter(child -> {
                    var words = List.of(child.info().arguments().orElse(new String[0]));
                    return words.contains(config.toString()) && words.contains("loop2");
                  })
                  .toList();
            }
            """
                .replace("CONFIG", rig.sshd().configuration().toString()),
            "-m",
            "loop",
            "--beside",
            "loop2",
            "--crash-wait",
            "1");

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(failure()).startsWith("blame=HOST\nproblem=connecting to loop2: ");
    assertThat(rig.results().resolve("crashinfo.loop")).isDirectory();
    assertThat(Files.readAllLines(rig.results().resolve("loop2/debug/autoserv.WARNING")))
        .singleElement()
        .asString()
        .contains("collecting crash information from loop2");
  }

  @Test
  void a_port_is_the_one_that_the_lab_names() throws Exception {
    int port = rig.sshd().port();

    Ending ending =
        job(
            """
            void main() {
              is("up", hosts.create("loop2:PORT").output("echo up"));
              for (String other : List.of("loop3", "loop3:23")) {
                try {
                  hosts.create(other);
                  job.record(StatusCode.FAIL, "got", other);
                } catch (IllegalArgumentException refused) {
                  job.record(StatusCode.GOOD, "refused", refused.getMessage());
                }
              }
            }
            """
                    .replace("PORT", Integer.toString(port))
                + IS,
            "-m",
            "loop",
            "--beside",
            "loop2:" + port,
            "--beside",
            "loop3:22");

    assertThat(ending).as(failure()).isEqualTo(Ending.DONE);
    assertThat(rig.statusLines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("GOOD\t----\trefused\t'loop3"));
  }

  @Test
  void others_and_other_ways_are_refused() throws Exception {
    Ending ending =
        job(
            """
            void main() {
              hosts.create("loop2");
              for (String other : List.of("loop3", "me@loop2", "loop2:22", "you@loop", "a#b", "a b")) {
                try {
                  hosts.create(other);
                  job.record(StatusCode.FAIL, "got", other);
                } catch (IllegalArgumentException refused) {
                  job.record(StatusCode.GOOD, "refused", refused.getMessage());
                }
              }
            }
            """,
            "-m",
            "loop",
            "--beside",
            "loop2");

    assertThat(ending).as(failure()).isEqualTo(Ending.DONE);
    assertThat(rig.statusLines())
        .hasSize(6)
        .allMatch(line -> line.startsWith("GOOD\t----\trefused\t"))
        .contains(
            "GOOD\t----\trefused\t'loop3' is not one of the machines of this job: [loop]; the lab"
                + " allows no other of that name and port",
            "GOOD\t----\trefused\t'me@loop2' is a machine that was created in another way");
  }

  @Test
  void a_file_in_python_creates_one_with_its_login() throws Exception {
    String me = System.getProperty("user.name");

    Ending ending =
        job(
            """
            peer = hosts.create_host("%s@loop2")
            assert (peer.hostname, peer.user) == ("loop2", "%s")
            assert peer.run_output("echo up") == "up"

            def run(machine):
                assert hosts.create_host("loop2").run_output("echo " + machine) == machine

            parallel([subcommand(run, ["loop"]), subcommand(run, ["loop2"])])
            try:
                hosts.create_host("%s@loop3")
            except ValueError as refused:
                job.record("GOOD", None, "refused", str(refused))
            """
                .formatted(me, me, me),
            "-m",
            "loop",
            "--beside",
            "loop2");

    assertThat(ending).as(failure()).isEqualTo(Ending.DONE);
    assertThat(rig.statusLines())
        .anyMatch(line -> line.startsWith("GOOD\t----\trefused\t'%s@loop3' is not".formatted(me)));
  }
}
