package org.autotest.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.autotest.core.control.ControlComposer.Part;
import org.autotest.core.failure.BadRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlArgumentsTest {
  private static final String JAVA =
      """
      String NAME = "Sleep test";
      int ROUNDS = 2;

      void main() {
        // Once.
        job.runTest("sleeptest", arg("seconds", ROUNDS), tag("x"));
      }
      """;

  private static final String PYTHON =
      """
      NAME = "Python sleep"
      DOC = \"""
      Sleeps.
      \"""
      job.run_test("pysleeptest", seconds=1, tag='a"b',
                   more=[1, 'x'])  # Once.
      # The end.
      """;

  private static String with(String text, Map<String, String> args) {
    return ControlArguments.with(new Part("sleeptest", "sleeptest/control", text), args);
  }

  private static Map<String, String> args(String... pairs) {
    Map<String, String> args = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      args.put(pairs[i], pairs[i + 1]);
    }
    return args;
  }

  @Test
  void arguments_of_a_java_call_are_replaced_or_added_and_the_rest_stays() {
    assertThat(with(JAVA, args("seconds", "5", "label", "a \"b\" \\\n", "fast", "true")))
        .isEqualTo(
            JAVA.replace(
                "arg(\"seconds\", ROUNDS), tag(\"x\")",
                "arg(\"seconds\", 5), tag(\"x\"), arg(\"label\", \"a \\\"b\\\" \\\\\\n\"),"
                    + " arg(\"fast\", true)"));
  }

  @Test
  void arguments_of_a_python_call_are_replaced_or_added_and_the_rest_stays() {
    assertThat(with(PYTHON, args("seconds", "0.5", "label", "it's \\ 'x'\n", "on", "False")))
        .isEqualTo(
            """
            NAME = "Python sleep"
            DOC = \"""
            Sleeps.
            \"""
            job.run_test('pysleeptest', seconds=0.5, tag='a"b', more=[1, 'x'], \
            label='it\\'s \\\\ \\'x\\'\\n', on=False)
            # The end.
            """);
  }

  @Test
  void a_value_is_what_it_looks_like_and_quotes_make_it_text() {
    assertThat(
            List.of("7", "-3", "1.5", "TRUE", "host1", "'7'", "\"\"", "07", "1e3", " a ").stream()
                .map(ControlArguments::value)
                .toList())
        .containsExactly(7L, -3L, 1.5, true, "host1", "7", "", "07", "1e3", " a ");
  }

  @Test
  void parameters_that_the_test_does_not_declare_are_told_with_those_it_does() {
    String declares = "TEST_PARAMETERS = 'seconds, tag'\n" + PYTHON;

    assertThat(with(declares, args("seconds", "2"))).contains("seconds=2");
    assertThatThrownBy(() -> with(declares, args("secnds", "2", "tag", "x")))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("sleeptest has no parameter secnds; it has seconds, tag");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "1a", "", "lambda", "self", "x=1, y", "été"})
  void what_can_be_no_name_is_refused(String name) {
    assertThatThrownBy(() -> with(PYTHON, args(name, "1")))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("can be no name of an argument");
  }

  @Test
  void a_file_that_does_more_is_left_to_people() {
    assertThatThrownBy(() -> with(PYTHON + "import os\n", args("a", "1")))
        .hasMessageContaining("sleeptest/control cannot be given arguments: line 8");
    assertThatThrownBy(() -> with(PYTHON + "job.run_test('b')\n", args("a", "1")))
        .hasMessageContaining("runs 2 tests and not one");
    assertThatThrownBy(() -> with(JAVA.replace("// Once.", "job.runTest(\"x\");"), args("a", "1")))
        .hasMessageContaining("calls job.runTest 2 times and not once");
  }

  @Test
  void any_text_comes_through_both_languages_as_it_is() throws SyntaxFault {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder("t");
      for (int i = random.nextInt(12); i > 0; i--) {
        text.appendCodePoint(
            "'\"\\\n\t\r#)(,%{}é€😀ab\u0001\u007f$".codePointAt(random.nextInt(18)));
      }
      String any =
          text.toString().codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff)
              ? "t"
              : text.toString();

      String python = with(PYTHON, args("label", any));
      assertThat(PythonCalls.read(python).getFirst().arguments())
          .as("seed %d", seed)
          .containsEntry("label", any);
      String java = with(JAVA, args("label", any));
      assertThat(ControlFile.syntaxProblems(java)).as("seed %d", seed).isEmpty();
    }
  }
}
