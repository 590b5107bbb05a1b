package org.autotest.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.results.Keyvals;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keyval files, read and written.
class KeyvalFuzzTest {
  private final Texts texts;
  @TempDir private Path directory;

  KeyvalFuzzTest() throws IOException {
    texts =
        new Texts(
            Texts.files(Path.of("..", "golden"), name -> name.equals("keyval")),
            Texts.pieces(
                """
                key¦a.b-c_d¦=¦=¦\n¦\n¦{perf}¦{attr}¦{¦}¦12.5¦value¦# comment¦\
                param-x='two\\nlines'¦hostname=host1¦job_started=1700000000"""));
  }

  @Test
  void any_text_is_read_as_keyvals() throws Exception {
    Fuzz.run(Fuzz.FEW, this::read);
  }

  @Test
  @Tag("long")
  void any_of_very_many_texts_is_read_as_keyvals() throws Exception {
    Fuzz.run(Fuzz.MANY, this::read);
  }

  @Test
  void any_value_is_one_line_of_a_file() throws Exception {
    Fuzz.run(Fuzz.FEW, this::write);
  }

  private String read(long seed) throws IOException {
    Random random = new Random(seed);
    String text = texts.next(random);
    Map<String, String> keyvals = Keyvals.parse(text);
    assertThat(keyvals.size()).isLessThanOrEqualTo((int) text.lines().count() + 1);
    assertThat(keyvals.keySet()).allSatisfy(key -> assertThat(key).matches("[-.\\w]+(\\{\\w+})?"));
    keyvals.values().forEach(value -> assertThat(value).doesNotContain("\n"));
    if (random.nextInt(20) == 0) {
      Path file = directory.resolve("keyval");
      Files.write(file, text.getBytes(StandardCharsets.UTF_16BE));
      assertThat(Keyvals.read(file)).isNotNull();
    }
    return text;
  }

  /// What is written under a key is read back, however it looks.
  private String write(long seed) throws IOException {
    String value = texts.next(new Random(seed)).replaceAll("[\ud800-\udfff]", "?");
    Path file = directory.resolve("written");
    Files.deleteIfExists(file);
    Keyvals.append(file, Map.of("before", "1", "key", value));
    Keyvals.append(file, Map.of("zafter", "2"));
    assertThat(Keyvals.read(file))
        .containsOnlyKeys("before", "key", "zafter")
        .containsEntry("key", Keyvals.escape(value).stripTrailing());
    try {
      Keyvals.append(file, Map.of(value, "x"));
      assertThat(Keyvals.isKey(value)).isTrue();
    } catch (MalformedInput refused) {
      assertThat(Keyvals.isKey(value)).isFalse();
    }
    return value;
  }
}
