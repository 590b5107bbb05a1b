package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.junit.jupiter.api.Test;

/// What is emptied, replaced or refused when control files in Java move directories exactly.
final class HostFilesTest extends ControlRigTest {
  private static final String IS_REFUSED =
      """
      boolean isRefused(Runnable transfer, String why) {
        try {
          transfer.run();
          return false;
        } catch (IllegalArgumentException refused) {
          return refused.getMessage().contains(why);
        }
      }
      """;

  @Override
  Ending run(String machines, String source, String... arguments) throws IOException {
    return super.run(machines, source + IS + IS_REFUSED, arguments);
  }

  @Test
  void what_is_emptied_is_what_a_directory_arrives_in_however_it_is_named() throws Exception {
    passes(
        "loop",
        """
        void main() throws Exception {
          var host = hosts.create("loop");
          var here = job.resultDirectory();
          String there = host.temporaryDirectory();
          Files.createDirectories(here.resolve("tree/sub"));
          Files.writeString(here.resolve("tree/new"), "");
          host.run("cd %s; mkdir -p deep/er; touch deep/stays deep/er/stays".formatted(there));

          host.sendExactly("tree/sub/..", there + "/deep/er");
          is("stays tree", host.output("cd " + there + "/deep/er; echo *"));
          is("er stays", host.output("cd " + there + "/deep; echo *"));
          host.sendExactly("tree/.", there + "/deep/");
          is("er stays tree", host.output("cd " + there + "/deep; echo *"));
          for (String all : List.of("/", "", "./")) {
            is(true, isRefused(() -> host.sendExactly("tree/", all), "are not emptied"));
          }

          Files.createDirectories(here.resolve("back"));
          Files.writeString(here.resolve("back/stays"), "");
          for (String from : List.of(there + "/deep/..", there + "/deep/.")) {
            is(true, isRefused(() -> host.getExactly(from, "back"), "without a name"));
          }
          is(true, Files.exists(here.resolve("back/stays")) && Files.exists(here.resolve("status.log")));
        }
        """);
  }

  @Test
  void a_link_in_the_place_of_a_directory_is_replaced_and_content_goes_through_it()
      throws Exception {
    passes(
        "loop",
        """
        void main() throws Exception {
          var host = hosts.create("loop");
          var here = job.resultDirectory();
          String there = host.temporaryDirectory();
          Files.createDirectories(here.resolve("tree"));
          Files.writeString(here.resolve("tree/new"), "");
          host.run("cd %s; mkdir real into; touch real/old; ln -s ../real into/tree".formatted(there));

          host.sendExactly("tree/", there + "/into/tree");
          is("new", host.output("cd " + there + "; [ -L into/tree ] && cd real && echo *"));
          host.run("touch %s/real/old".formatted(there));
          host.sendExactly("tree", there + "/into");
          is("new/new old", host.output("cd " + there + "; [ ! -L into/tree ] && echo $(ls into/tree)/$(cd real; echo *)"));

          var real = Files.createDirectories(here.resolve("real"));
          Files.writeString(real.resolve("old"), "");
          Files.createDirectories(here.resolve("into"));
          var link = Files.createSymbolicLink(here.resolve("into/tree"), real);
          host.getExactly(there + "/into/tree/", "into/tree");
          is(List.of("new"), List.of(real.toFile().list()));
          Files.writeString(real.resolve("old"), "");
          host.getExactly(there + "/into/tree", "into");
          is(false, Files.isSymbolicLink(link));
          is(true, Files.exists(real.resolve("old")) && Files.exists(link.resolve("new")));
        }
        """);
  }

  @Test
  void what_stays_when_a_directory_is_emptied_is_told_and_nothing_is_sent() throws Exception {
    rig.program("rm", "echo it is busy >&2; exit 1");
    Path told = temp.resolve("told");
    Path machine = Files.createDirectories(temp.resolve("machine/tree/old")).resolve("../..");

    passes(
        "loop",
        """
        void main() throws Exception {
          var host = hosts.create("loop");
          Files.createDirectories(job.resultDirectory().resolve("tree/sub"));
          try {
            host.sendExactly("tree", "THERE");
          } catch (RuntimeException refused) {
            Files.writeString(Path.of("TOLD"), refused.getMessage());
          }
          is("old", host.output("cd THERE/tree; echo *"));
        }
        """
            .replace("TOLD", told.toString())
            .replace("THERE", machine.normalize().toString()));

    assertThat(told).hasContent("emptying loop:%s/tree: it is busy".formatted(machine.normalize()));
  }

  @Test
  void files_that_would_replace_each_other_are_not_brought() throws Exception {
    Path machine = temp.resolve("machine");
    for (String name : List.of("a/messages", "b/messages", "b/other")) {
      Files.createDirectories(machine.resolve(name).getParent());
      Files.writeString(machine.resolve(name), "");
    }

    assertThat(
            run(
                "loop",
                """
                void main() {
                  var host = hosts.create("loop");
                  is(2, host.getFiles("THERE/b/*", "of-b").size());
                  host.getFiles("THERE/*/messages", "logs");
                }
                """
                    .replace("THERE", machine.toString())))
        .isEqualTo(Ending.FAILED);

    assertThat(failure())
        .startsWith(
            "blame=SUBMITTER\nproblem=fetching loop:%1$s/b/messages: it would replace what came of %1$s/a/messages"
                .formatted(machine));
    assertThat(rig.results().resolve("logs")).doesNotExist();
  }
}
