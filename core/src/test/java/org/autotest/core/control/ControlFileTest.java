package org.autotest.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.job.ControlType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlFileTest {
  private static final String PYTHON =
      """
      AUTHOR = "Lab <lab@example.com>"
      NAME = 'Sleep Test'
      TIME = "SHORT"
      TEST_TYPE = "Client"
      TEST_CLASS = "Kernel"
      TEST_CATEGORY = "Functional"
      DOC = \"\"\"
      Sleeps, to prove that the harness works.
      \"\"\"
      DEPENDENCIES = "x86, big memory,, x86"
      EXPERIMENTAL = "False"
      RUN_VERIFY = False
      SYNC_COUNT = 2
      job.run_test('sleeptest', seconds=1)
      """;

  private static final String JAVA =
      """
      String NAME = "Sleep test";
      String AUTHOR = "Lab <lab@" + "example.com>";
      String TIME = "SHORT", TEST_TYPE = "client", TEST_CLASS = "Kernel", TEST_CATEGORY = "Functional";
      String DOC = \"\"\"
          Sleeps, to prove that the harness works.
          \"\"\";
      static final int SYNC_COUNT = 2;
      boolean RUN_VERIFY = false;

      void main() {
        job.runTest("sleeptest", arg("seconds", 1));
      }
      """;

  @Test
  void a_python_file_says_all_of_itself() {
    ControlFile file = ControlFile.readStrictly("control", PYTHON);

    assertThat(file.language()).isEqualTo(ControlLanguage.PYTHON);
    assertThat(file.about())
        .isEqualTo(
            new ControlFile.About(
                "Sleep Test",
                "Lab <lab@example.com>",
                "Sleeps, to prove that the harness works.",
                "kernel",
                "functional"));
    assertThat(file.time()).contains(TestTime.SHORT);
    assertThat(file.type()).contains(ControlType.CLIENT);
    assertThat(file.dependencies()).containsExactly("x86", "big memory");
    assertThat(file.experimental()).isFalse();
    assertThat(file.runVerify()).isFalse();
    assertThat(file.syncCount()).isEqualTo(2);
  }

  @Test
  void a_java_file_says_the_same() {
    ControlFile file = ControlFile.readStrictly("Control.java", JAVA);

    assertThat(file.language()).isEqualTo(ControlLanguage.JAVA);
    assertThat(file.about().author()).isEqualTo("Lab <lab@example.com>");
    assertThat(file.about().doc()).isEqualTo("Sleeps, to prove that the harness works.");
    assertThat(file.time()).contains(TestTime.SHORT);
    assertThat(file.type()).contains(ControlType.CLIENT);
    assertThat(file.runVerify()).isFalse();
    assertThat(file.syncCount()).isEqualTo(2);
  }

  @Test
  void what_is_missing_or_wrong_is_listed_with_its_line() {
    ControlFile file =
        ControlFile.read(
            "control",
            """
            NAME = "x"
            TIME = "quick"
            TEST_TYPE = "client"
            SYNC_COUNT = 0
            """);

    assertThat(file.time()).isEmpty();
    assertThat(file.syncCount()).isEqualTo(1);
    assertThat(file.problems())
        .extracting(problem -> problem.at("control"))
        .containsExactly(
            "control: AUTHOR is not set",
            "control: DOC is not set",
            "control: TEST_CATEGORY is not set",
            "control: TEST_CLASS is not set",
            "control:2: TIME is \"quick\", must be short, medium or long",
            "control:4: SYNC_COUNT is \"0\", must be a whole number from 1");
  }

  @Test
  void a_strict_reader_refuses_what_a_lenient_one_lists() {
    assertThatThrownBy(() -> ControlFile.readStrictly("control", PYTHON.replace("SHORT", "short?")))
        .isInstanceOf(MalformedInput.class)
        .hasMessage("control:3: TIME is \"short?\", must be short, medium or long");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NAME = 'one' \"two\"|onetwo",
        "NAME = ('one'\\n  'two')|onetwo",
        "NAME = u'caf\\\\xe9'|café",
        "NAME = r'a\\\\b'|a\\b",
        "NAME = 'a\\\\\\nb'|ab",
        "NAME = \\\\\\n  'x'|x",
        "NAME = '''it's'''|it's",
        "NAME = ' padded ' # a comment|padded",
        "name = 'lower'|lower",
        "NAME = 'first'\\nNAME = 'last'|last",
        "x = 1; NAME = 'behind'|behind",
        "x = (1, 2); NAME = 'behind'|behind",
        "NAME = 0x1F|31",
        "NAME = 010|8",
        "NAME = 5L|5",
        "NAME = 1.5|1.5",
        "NAME = None|None",
        "NAME = 'x'\\r\\nTIME = 'y'|x",
        "NAME = 'unclosed # not' # a comment|unclosed # not",
        "print 'two words'\\nNAME = 'x'|x",
      })
  void a_python_constant_is_seen(String text, String value) {
    ControlFile file = ControlFile.read("control", escaped(text));

    assertThat(file.about().name()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NAME = OTHER = 'x'",
        "NAME == 'x'",
        "NAME = 'x' % 1",
        "NAME = 'x'.strip()",
        "NAME = 'a' if True else 'b'",
        "NAME = ('x',)",
        "NAME = ['x']",
        "NAME = -1",
        "NAME = f'x'",
        "NAME += 'x'",
        "self.NAME = 'x'",
        "if True:\n    NAME = 'x'",
        "if True: NAME = 'x'",
        "class A: NAME = 'x'",
        "DOC = '''\nNAME = 'x'\n'''",
        "f(\nNAME = 'x')",
      })
  void anything_else_is_passed_over(String text) {
    assertThat(ControlFile.read("control", text).about().name()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NAME = \"x|control:1: the string that begins here is never closed",
        "\\nDOC = \"\"\"x|control:2: the string that begins here is never closed",
        "job.run(\\nx|control:1: '(' is never closed",
        "job.run)|control:1: ')' closes nothing",
      })
  void a_broken_python_file_names_the_line(String text, String message) {
    assertThatThrownBy(() -> ControlFile.read("control", escaped(text)))
        .isInstanceOf(MalformedInput.class)
        .hasMessage(message);
  }

  @Test
  void a_broken_java_file_names_the_line() {
    assertThatThrownBy(
            () -> ControlFile.read("Control.java", "String NAME = \"x\";\nvoid main( {}"))
        .isInstanceOfSatisfying(
            MalformedInput.class,
            broken -> {
              assertThat(broken.blame()).isEqualTo(Blame.SUBMITTER);
              assertThat(broken.problem()).startsWith("Control.java:2: ");
            });
    assertThat(ControlFile.syntaxProblems("void main() {\n  int x = ;\n}"))
        .first()
        .isEqualTo(new SyntaxProblem(2, "illegal start of expression"));
    assertThat(ControlFile.syntaxProblems(JAVA)).isEmpty();
    assertThat(ControlFile.syntaxProblems(PYTHON)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "JAVA|String NAME = \"x\";",
        "JAVA|// a comment",
        "JAVA|/* a comment */",
        "JAVA|import java.util.List;",
        "JAVA|final int SYNC_COUNT = 1;",
        "JAVA|List<String> names = List.of();",
        "JAVA|String[] names = {};",
        "JAVA|void main() {",
        "JAVA|class Control {",
        "JAVA|record Point(int x) {}",
        "JAVA|@Deprecated\\nvoid main() {}",
        "PYTHON|@decorated\\ndef f():\\n  pass",
        "PYTHON|",
        "PYTHON|# a comment",
        "PYTHON|#!/usr/bin/python",
        "PYTHON|NAME = 'x'",
        "PYTHON|import os",
        "PYTHON|from autotest.client import utils",
        "PYTHON|job.run_test('sleeptest')",
        "PYTHON|def step_init():",
        "PYTHON|class A(object):",
        "PYTHON|class A:",
        "PYTHON|print 'x'",
        "PYTHON|for x in y:",
        "PYTHON|'''docs'''",
        "PYTHON|if x:",
      })
  void the_language_shows_in_the_first_line(ControlLanguage language, @Nullable String text) {
    String source = escaped(text == null ? "" : text);

    assertThat(ControlLanguage.of(source)).as(source).isEqualTo(language);
    assertThat(ControlLanguage.of("\n\n" + source)).isEqualTo(language);
  }

  @Test
  void deep_nesting_is_refused_and_does_not_end_the_process() {
    String deep = "int x = " + "(".repeat(200_000) + "1" + ")".repeat(200_000) + ";";

    assertThatThrownBy(() -> ControlFile.read("Control.java", deep))
        .hasMessage("Control.java: nested too deeply to be read");
    assertThat(ControlFile.read("control", "x = " + "(".repeat(200_000) + ")".repeat(200_000)))
        .isNotNull();
  }

  @Test
  void a_java_file_with_very_many_errors_in_one_place_names_the_first() {
    String text = "void main() {\n  int x = 1 " + "?".repeat(60) + ";\n}\n";

    assertThatThrownBy(() -> ControlFile.read("Control.java", text))
        .hasMessage("Control.java:2: illegal start of expression");
  }

  @Test
  @Timeout(20)
  void a_text_made_to_be_slow_is_read_as_quickly_as_others() {
    assertThat(ControlLanguage.of("a" + "<>".repeat(500) + "=")).isEqualTo(ControlLanguage.PYTHON);
    assertThat(ControlLanguage.of("a" + " ".repeat(1 << 20) + "="))
        .isEqualTo(ControlLanguage.PYTHON);
    assertThat(ControlLanguage.of("@" + " ".repeat(1 << 20))).isEqualTo(ControlLanguage.JAVA);
    ControlFile file = ControlFile.read("control", "SYNC_COUNT = 0x" + "f".repeat(4 << 20) + "\n");
    assertThat(file.syncCount()).isEqualTo(1);
  }

  @Test
  void no_text_makes_the_reader_fail_but_with_a_message() {
    String[] pieces = {
      "NAME",
      " ",
      "=",
      "\"",
      "'",
      "\"\"\"",
      "\\",
      "\n",
      "(",
      ")",
      ";",
      "x",
      "1",
      "0x",
      "{",
      "}",
      ":",
      "String",
      "//",
      "#",
      "void main()",
      "\u20ac",
      "\0",
      "u'",
      "1e9999",
      ".",
      ",",
      "\t",
      "/*",
      "@"
    };
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      // Few Java texts: each starts a compiler.
      StringBuilder text = new StringBuilder(seed % 250 == 0 ? "String NAME " : "x = 1\n");
      for (int i = random.nextInt(30); i > 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        ControlFile.read("control", text.toString());
      } catch (AutotestException expected) {
        assertThat(expected.problem()).as("seed %d", seed).startsWith("control");
      }
    }
  }

  private static String escaped(String text) {
    return text.replace("\\\\", "\u0001")
        .replace("\\n", "\n")
        .replace("\\r", "\r")
        .replace("\u0001", "\\");
  }
}
