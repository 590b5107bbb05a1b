package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.junit.jupiter.api.Test;

/// Where what control files in Python log and print goes.
final class PythonOutputsTest extends PythonRigTest {
  @Test
  void a_part_with_a_machine_has_it_in_the_logs_of_the_machine() throws Exception {
    assertThat(
            run(
                "loop,loop2",
                """
                import logging, os, sys
                def work(machine):
                    logging.info("logged on %s", machine)
                    sys.stdout.write("printed on " + machine)
                    sys.stdout.flush()
                    os.system("echo , by a program; echo trouble on %s >/dev/stderr" % machine)
                    if machine == "loop2":
                        raise ValueError("not today")
                job.parallel_simple(work, machines, return_results=True)
                print "of all"
                """))
        .isEqualTo(Ending.DONE);

    for (String machine : List.of("loop", "loop2")) {
      assertThat(rig.file(machine + "/debug/autoserv.INFO"))
          .containsPattern("INFO \\|   control:0003\\| logged on " + machine + "\n")
          .contains("printed on " + machine + ", by a program\n");
      assertThat(rig.file(machine + "/debug/autoserv.WARNING")).contains("trouble on " + machine);
    }
    assertThat(rig.file("loop2/debug/autoserv.ERROR")).contains("ValueError: not today");
    assertThat(rig.file("debug/autoserv.DEBUG"))
        .contains("of all\n")
        .doesNotContain("logged on", "printed on", "trouble on", "Traceback");
  }

  @Test
  void a_part_with_a_directory_has_it_there_too() throws Exception {
    passes(
        "loop",
        """
        import logging, time
        def work():
            logging.warning("logged inside")
            print "printed inside"
            time.sleep(1018)
        parallel([subcommand(work, [], "sub0")], timeout=3, return_results=True)
        print "printed outside"
        """);

    assertThat(rig.file("sub0/debug/autoserv.INFO"))
        .contains("logged inside", "printed inside")
        .doesNotContain("outside");
    assertThat(rig.file("sub0/debug/autoserv.WARNING")).contains("logged inside");
    assertThat(rig.file("debug/autoserv.INFO"))
        .contains("logged inside", "printed inside", "printed outside");
  }

  private Ending runTests(String source, String control) throws IOException {
    Path directory = Files.createDirectories(temp.resolve("tests/loud"));
    Files.writeString(directory.resolve("loud.py"), source);
    Path file = Files.writeString(temp.resolve("server-control"), control);
    String tests = temp.resolve("tests").toString();
    return rig.run(rig.common("--server-tests-dir", tests, "-m", "loop", file.toString()));
  }

  @Test
  void a_test_has_it_in_its_own_logs_too() throws Exception {
    Ending ending =
        runTests(
            """
            from autotest_lib.client.common_lib import error
            from autotest_lib.server import subcommand, test
            import logging, os, sys

            class loud(test.test):
                def run_once(self, how):
                    logging.info("%s logged", how)
                    print how, "printed"
                    os.system("echo %s told by a program >&2; sleep 1019 &" % how)
                    subcommand.parallel([subcommand.subcommand(self.part, [how])])
                    if how == "bad":
                        raise error.TestFail("it is bad")
                    if how == "leaving":
                        sys.exit(4)

                def part(self, how):
                    print how, "in a part"
            """,
            """
            print "before"
            job.run_test("loud", how="good")
            print "between"
            job.run_test("loud", how="bad", tag="b")
            job.run_test("loud", how="leaving", tag="l")
            """);

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("loud/debug/loud.INFO"))
        .contains("good logged", "good printed", "good told by a program", "good in a part")
        .doesNotContain("before", "between", "bad");
    assertThat(rig.file("loud.b/debug/loud.b.WARNING")).contains("bad told by a program");
    assertThat(rig.file("loud.b/debug/loud.b.ERROR")).contains("TestFail: it is bad");
    assertThat(rig.file("debug/autoserv.INFO"))
        .contains("before\n", "good logged", "good printed", "between\n", "bad in a part");
    assertThat(rig.statusLines()).contains("\tABORT\tloud.l\tloud.l\tSystemExit: 4");
  }

  @Test
  void the_last_words_of_a_test_whose_process_ends_are_kept() throws Exception {
    Ending ending =
        runTests(
            """
            from autotest_lib.server import test
            import os

            class loud(test.test):
                def run_once(self):
                    print "last words"
                    os._exit(3)
            """,
            "job.run_test('loud')\n");

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("loud/debug/loud.INFO")).contains("last words\n");
    assertThat(rig.file("debug/autoserv.INFO")).contains("last words\n");
  }
}
