package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.autotest.autoserv.Autoserv.Ending;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a job keeps for control files of both languages, for its parts, and for clients.
final class ServerStateTest extends PythonRigTest {
  @Test
  void control_files_of_both_languages_and_parts_of_them_have_one_state() throws Exception {
    Files.writeString(
        temp.resolve("second.srv"),
        """
        assert job.get_state("rounds") == 1
        assert job.get_state("odd") == ["it's", {"a": 1.5}]
        job.set_state("rounds", job.get_state("rounds") + 1)
        job.discard_state("gone")
        assert job.get_state("gone", 7) == 7
        job.set_state("none", None)
        assert job.get_state("none", 7) is None
        def part(number):
            job.set_state("part%d" % number, number)
        parallel([subcommand(part, [number]) for number in (1, 2)])
        assert (job.get_state("part1"), job.get_state("part2")) == (1, 2)
        job.set_state("pair", (1, 2))
        assert job.get_state("pair") == (1, 2)
        try:
            job.get_state("gone")
        except KeyError:
            job.record("GOOD", None, "told")
        """);

    passes(
        "loop",
        """
        void main() {
          job.setState("rounds", 1);
          job.setState("odd", List.of("it's", Map.of("a", 1.5)));
          job.setState("gone", true);
          job.runControl("second.srv");
          job.setState("odd", null);
          job.record(StatusCode.GOOD, "after", job.getState("rounds") + " " + job.getState("gone")
              + " " + job.getState("part2") + " " + job.getState("odd"));
        }
        """);

    assertThat(rig.statusLines())
        .containsExactly("GOOD\t----\ttold", "GOOD\t----\tafter\t2 null 2 null");
    assertThat(rig.file("control.srv.state"))
        .startsWith("{\"public\":{\"none\":null,\"pair\":{")
        .endsWith(",\"part1\":1,\"part2\":2,\"rounds\":2}}");
  }

  @Test
  void a_client_begins_with_it_and_gives_back_what_it_changed() throws Exception {
    passes(
        "loop",
        """
        void main() {
          job.setState("rounds", 2);
          job.setState("mine", "it's");
          job.setState("gone", 1);
          hosts.create("loop").runControl(
              "begin; cp $out/tmp/control.init.state $results/given;"
              + "echo '{\\"client\\":{\\"x\\":1},\\"public\\":{\\"rounds\\":3,\\"mine\\":\\"it\\u0027\\u0027s\\",\\"new\\":[]}}'"
              + " >$results/control.state; finish");
          job.record(StatusCode.GOOD, "after", job.getState("rounds") + " " + job.getState("new")
              + " " + job.getState("gone"));
          hosts.create("loop").runControl(
              "begin; echo '{\\"public\\":[' >$results/control.state; finish");
          job.record(StatusCode.GOOD, "still", "" + job.getState("rounds"));
        }
        """);

    assertThat(rig.file("given"))
        .isEqualTo("{\"public\":{\"gone\":1,\"mine\":\"it's\",\"rounds\":2}}");
    assertThat(rig.statusLines()).contains("GOOD\t----\tafter\t3 [] null", "GOOD\t----\tstill\t3");
    assertThat(rig.file("debug/autoserv.WARNING")).contains("taking over what the client kept: ");
  }

  @Test
  void what_is_long_reaches_a_client_whole() throws Exception {
    passes(
        "loop",
        """
        void main() {
          job.setState("long", "ü".repeat(80_000));
          hosts.create("loop").runControl("begin; cp $out/tmp/control.init.state $results/given; finish");
        }
        """);

    assertThat(rig.file("given"))
        .isEqualTo("{\"public\":{\"long\":\"%s\"}}".formatted("\\u00fc".repeat(80_000)));
  }

  @Test
  void what_is_too_much_or_no_value_is_refused_with_the_line() throws Exception {
    assertThat(run("loop", "void main() {\n  job.setState(\"big\", \"x\".repeat(600_000));\n}\n"))
        .isEqualTo(Ending.FAILED);

    assertThat(failure())
        .contains(
            "line 2: IllegalArgumentException: keeping big: the state of the job would have"
                + " 600021 bytes, which are more than 524288");
    assertThat(rig.results().resolve("control.srv.state")).doesNotExist();
  }

  @Test
  @Tag("long")
  void the_real_client_reads_and_changes_it_in_both_languages() throws Exception {
    rig.use(RealClient.bundle(temp));
    passes(
        "loop",
        """
        void main() {
          job.setState("n", 1);
          job.setState("gone", 1);
          var host = hosts.create("loop");
          host.runControl("void main() { job.setState(\\"n\\", (Long) job.getState(\\"n\\") + 1); }");
          host.runControl("job.set_state('m', job.get_state('n') * 10)\\njob.discard_state('gone')\\n");
          job.record(StatusCode.GOOD, "after", job.getState("n") + " " + job.getState("m") + " "
              + job.getState("gone"));
        }
        """);

    assertThat(rig.statusLines()).contains("GOOD\t----\tafter\t2 20 null");
  }
}
