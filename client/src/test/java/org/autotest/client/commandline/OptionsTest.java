package org.autotest.client.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @Test
  void quoted_arguments_keep_their_quotes() {
    assertThat(Options.split("foo \"b c\" d=e")).containsExactly("foo", "\"b c\"", "d=e");
    assertThat(Options.split("a='b c' '' ")).containsExactly("a='b c'", "''");
  }

  @Test
  void options_come_in_every_usual_form() {
    Options options =
        Options.parse(
            List.of(
                "-vtfirst",
                "--output_dir=/o",
                "-d",
                "tests",
                "-a",
                "x y",
                "--user",
                "",
                "control"));

    assertThat(options.verbose()).isTrue();
    assertThat(options.tag()).isEqualTo("first");
    assertThat(options.outputDirectory()).contains(Path.of("/o"));
    assertThat(options.testDirectory()).contains(Path.of("tests"));
    assertThat(options.args()).containsExactly("x", "y");
    assertThat(options.user()).isEmpty();
    assertThat(options.words()).containsExactly("control");
  }

  @Test
  void what_is_told_besides_the_results_is_chosen() {
    Options options =
        Options.parse(
            List.of(
                "--tap",
                "-l",
                "--junit=x.xml",
                "-H",
                "simple",
                "-P",
                "pipe",
                "--language",
                "shell"));

    assertThat(options.tap()).isTrue();
    assertThat(options.systemLog()).isTrue();
    assertThat(options.junit()).contains(Path.of("x.xml"));
    assertThat(options.harnessArgs()).contains("pipe");
    assertThat(options.language()).isEqualTo(Options.Language.SHELL);
    assertThat(Options.parse(List.of("--client_test_setup=a, b")).clientTestSetup())
        .containsExactly("a", "b");
  }

  @Test
  void what_follows_run_is_for_the_test() {
    Options options = Options.parse(List.of("-v", "run", "sleeptest", "-c", "seconds=1"));

    assertThat(options.resume()).isFalse();
    assertThat(options.words()).containsExactly("run", "sleeptest", "-c", "seconds=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--client_test_setup=,",
        "--language=cobol",
        "--tap=yes",
        "--nosuch",
        "-x",
        "-t",
        "--tag=../x",
        "--tag=",
        "--verbose=yes",
        "--harness=beaker"
      })
  void what_makes_no_sense_or_is_not_there_is_refused(String option) {
    assertThatThrownBy(() -> Options.parse(List.of(option))).isInstanceOf(UsageError.class);
  }
}
