package org.autotest.client.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.JsonWriter;
import org.autotest.core.bridge.Values;
import org.autotest.core.control.PlainCall;
import org.autotest.core.control.PlainControl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of a control file without Python is what Python makes of it: seeded texts, most of
/// them nearly plain, are given to both.
class PlainControlAgreesTest {
  private static final long SEED = Long.getLong("autotest.seed", 20_261_128);
  private static final int TEXTS = 4_000;

  /// Runs each text with a `job` that keeps the calls; null for one that raises.
  private static final String PYTHON =
      """
      import json, sys, warnings
      warnings.simplefilter("ignore")
      class Job:
          def __init__(self):
              self.calls = []
          def run_test(self, url, *args, **dargs):
              if args or not isinstance(url, str):
                  raise TypeError("positional")
              self.calls.append([url, dargs])
      def calls(text):
          job = Job()
          try:
              exec(compile(text.encode("utf-8"), "control", "exec"), {"job": job})
              return json.loads(json.dumps(job.calls))
          except Exception:
              return None
      texts = json.load(open(sys.argv[1], encoding="utf-8"))
      json.dump([calls(text) for text in texts], open(sys.argv[2], "w", encoding="utf-8"))
      """;

  private static final String[] VALUES = {
    "1",
    "-1",
    "0",
    "07",
    "1_000",
    "1.5",
    "1.",
    ".5",
    "1e3",
    "2.5e-3",
    "999999999999999999999",
    "True",
    "False",
    "None",
    "'a'",
    "\"b\\n\"",
    "r'\\d'",
    "u'é'",
    "b'x'",
    "f'{1}'",
    "'a' 'b'",
    "'''x\ny'''",
    "'\\x41'",
    "'\\x4'",
    "'\\u00e9'",
    "'\\ud800'",
    "'\\N{DIGIT ONE}'",
    "'\\101'",
    "'\\\n'",
    "[1, 2]",
    "[1, [2, 'x'],]",
    "(1)",
    "(1,)",
    "()",
    "('a'\n 'b')",
    "{'a': 1}",
    "{}",
    "{1: 2}",
    "{'a': 1, 'a': 2}",
    "{1, 2}",
    "x",
    "1 + 1",
    "not True",
    "- 3",
    "--3",
    "'%s' % 1",
    "lambda: 1",
    "[x for x in [1]]",
    "...",
    "0x10",
    "1j",
    "'a'.upper()",
    "1 if True else 2",
    "rb'x'",
    "Rb\"x\"",
    "'\t'",
    "'#'",
    "\"it's\"",
    "'日本'",
    "-0.0",
    "1e400",
    "1.0e400"
  };
  private static final String[] NAMES = {
    "seconds", "tag", "A", "_x", "é", "class", "job", "url", "None", "seconds", "print", "self",
    "x1"
  };
  private static final String[] LINES = {
    "",
    "# a comment",
    "    ",
    "\t# note",
    "NAME = 'x'",
    "pass",
    "import os",
    "x = 1; y = 2",
    "x = 1;",
    "'''doc'''",
    "'doc';",
    "  job.run_test('a')",
    "job . run_test('a')",
    "job.run_test",
    "job.run_test()",
    "job.run_test('a'",
    "job.run_test(['a'])",
    "job.run_test('a', 1)",
    "job.run_test('a', *[])",
    "job = 3",
    "x = \\\n 3",
    "if True: job.run_test('a')",
    "job.run_test('a').x",
    "job.run_test('a') ; job.run_test('b')",
    "x == 1",
    "x: int = 1",
    "x = y = 1",
    "x += 1",
    "def f(): pass",
    "# coding: latin-1",
    "\f",
    "x = 1\r",
    "True = 1",
    "job.run_group('a')",
    "job.run_test('a',)",
    "job.run_test('a',,)",
    "job.run_test(('a'))",
    "job.run_test('a' 'b')",
    "job.run_test(\n  'a',\n\n  # why\n  tag='b')",
    "\\",
    "x = (1\n",
    "@job",
    "\u00a0"
  };

  @Test
  void python_makes_the_same_calls_of_every_control_file_that_is_plain(@TempDir Path scratch)
      throws Exception {
    Random random = new Random(SEED);
    List<@Nullable Object> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      texts.add(text(random));
    }

    List<@Nullable Object> byPython = callsByPython(scratch, texts);

    int plain = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = String.valueOf(texts.get(i));
      Optional<PlainControl> read = PlainControl.of(text);
      if (read.isPresent()) {
        plain++;
        assertThat(calls(read.get()))
            .as("seed %d, text:%n%s", SEED, text)
            .isEqualTo(byPython.get(i));
      }
    }
    assertThat(plain).as("plain among them").isGreaterThan(TEXTS / 10);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int lines = random.nextInt(5);
    for (int i = 0; i < lines; i++) {
      text.append(random.nextInt(4) == 0 ? pick(random, LINES) : statement(random)).append('\n');
    }
    return random.nextInt(10) == 0 ? text.toString().strip() : text.toString();
  }

  private static String statement(Random random) {
    if (random.nextBoolean()) {
      return pick(random, NAMES) + " = " + value(random);
    }
    StringBuilder call = new StringBuilder("job.run_test('sleeptest'");
    int arguments = random.nextInt(3);
    for (int i = 0; i < arguments; i++) {
      call.append(", ").append(pick(random, NAMES)).append('=').append(value(random));
    }
    return call.append(')').toString();
  }

  /// Half of them from the first, plain ones.
  private static String value(Random random) {
    return random.nextBoolean() ? "'v%d'".formatted(random.nextInt(9)) : pick(random, VALUES);
  }

  private static String pick(Random random, String[] from) {
    return from[random.nextInt(from.length)];
  }

  private static List<@Nullable Object> calls(PlainControl control) {
    List<@Nullable Object> calls = new ArrayList<>();
    for (PlainCall call : control.calls()) {
      calls.add(List.of(call.test(), call.arguments()));
    }
    // As it comes back from JSON, so that both sides have the same kinds of numbers.
    return Values.list(JsonReader.parse(JsonWriter.write(calls)));
  }

  private static List<@Nullable Object> callsByPython(Path scratch, List<@Nullable Object> texts)
      throws Exception {
    Path in = Files.writeString(scratch.resolve("texts"), JsonWriter.write(texts));
    Path out = scratch.resolve("calls");
    Process python =
        new ProcessBuilder("python3", "-c", PYTHON, in.toString(), out.toString())
            .inheritIO()
            .start();
    assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(python.exitValue()).isZero();
    return Values.list(JsonReader.parse(Files.readString(out, StandardCharsets.UTF_8)));
  }
}
