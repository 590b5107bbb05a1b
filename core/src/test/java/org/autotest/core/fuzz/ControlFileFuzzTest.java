package org.autotest.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.autotest.core.control.ControlFile;
import org.autotest.core.control.ControlLanguage;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What control files say of themselves, in Python and in Java.
class ControlFileFuzzTest {
  /// The parser of Java costs a hundred times what the scanner of Python costs.
  private static final int JAVA_FEW = 1_000;

  private static final int JAVA_MANY = 5_000;

  private static final String METADATA =
      """
      NAME¦AUTHOR¦DOC¦TIME¦TEST_TYPE¦TEST_CLASS¦TEST_CATEGORY¦DEPENDENCIES¦\
      EXPERIMENTAL¦RUN_VERIFY¦SYNC_COUNT¦TEST_PARAMETERS¦RESULT_FORMAT""";

  private final Texts python;
  private final Texts java;

  ControlFileFuzzTest() throws IOException {
    List<String> real = Texts.files(Path.of("..", "golden"), name -> name.equals("control"));
    Path suite = Path.of("..", "testsuite");
    real.addAll(Texts.files(suite, name -> name.equals("control")));
    python =
        new Texts(
            real,
            with(
                """
                =¦ = ¦'short'¦"client"¦'''¦\"""¦r'¦f'{¦}'¦b'¦\\\n¦\\x41¦\\U0001f40d¦\\N{DASH}¦(¦\
                )¦[¦]¦{¦}¦\n¦\n¦\n    ¦; ¦: ¦# ¦True¦None¦1¦0x1f¦0777¦1_000¦1e5¦3j¦10L¦-¦+¦\
                if True:¦def step_init():¦job.run_test('x')¦class A:¦lambda¦print 'x'"""));
    java =
        new Texts(
            Texts.files(suite, name -> name.equals("Control.java")),
            with(
                """
                String ¦int ¦boolean ¦var ¦List<String> ¦ = ¦=¦"short"¦"client"¦\"""\n¦\"""¦'c'¦\
                \\u0041¦\\u005c¦\\t¦(¦)¦[¦]¦{¦}¦<¦>¦;¦;\n¦,¦+¦-¦void main() {¦}\n¦\
                job.runTest("x");¦// ¦/* ¦ */¦@¦@Deprecated ¦import java.util.*;¦class A {¦\
                record R(int x) {}¦x -> ¦switch (x) {¦case 1 -> ¦1¦0x1F¦1_000L¦1e5¦true¦null¦?¦\
                :"""));
  }

  @Test
  void any_text_is_read_as_a_control_file_in_python() throws Exception {
    Fuzz.run(Fuzz.FEW, seed -> read(python, seed));
  }

  @Test
  @Tag("long")
  void any_of_very_many_texts_is_read_as_a_control_file_in_python() throws Exception {
    Fuzz.run(Fuzz.MANY, seed -> read(python, seed));
  }

  @Test
  void any_text_is_read_as_a_control_file_in_java() throws Exception {
    Fuzz.run(JAVA_FEW, seed -> read(java, seed));
  }

  @Test
  @Tag("long")
  void any_of_very_many_texts_is_read_as_a_control_file_in_java() throws Exception {
    Fuzz.run(JAVA_MANY, seed -> read(java, seed));
  }

  /// Either it has a value for everything, or it is refused, and whoever wrote it has to act.
  private static String read(Texts texts, long seed) {
    String text = texts.next(new Random(seed));
    assertThat(ControlLanguage.of(text)).isNotNull();
    try {
      ControlFile file = ControlFile.read("control", text);
      assertThat(file.syncCount()).isPositive();
      assertThat(file.problems()).allSatisfy(problem -> assertThat(problem.message()).isNotBlank());
      assertThat(file.about().name().length()).isLessThanOrEqualTo(text.length());
    } catch (MalformedInput refused) {
      assertThat(refused.blame()).isEqualTo(Blame.SUBMITTER);
      assertThat(refused).hasMessageStartingWith("control:");
    }
    ControlFile.syntaxProblems(text)
        .forEach(problem -> assertThat(problem.at("control")).startsWith("control:"));
    return text;
  }

  private static List<String> with(String grammar) {
    List<String> pieces = Texts.pieces(METADATA);
    pieces.addAll(Texts.pieces(grammar));
    return pieces;
  }
}
