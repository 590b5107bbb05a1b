package org.autotest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreenTextTest {
  @Test
  void what_would_speak_to_a_terminal_is_shown_and_not_said() {
    assertThat(shown("a\tb\r\nc")).isEqualTo("a\tb\nc");
    assertThat(shown("\u001b[1;31mred\u001b[m")).isEqualTo("red");
    assertThat(shown("\u001b]0;title\u0007")).isEqualTo("?]0;title?");
    assertThat(shown("\u001b[2Jgone \u009b6n \u001bP+q")).isEqualTo("?[2Jgone ?6n ?P+q");
    assertThat(shown("end \u001b[31")).isEqualTo("end ?[31");
  }

  @Test
  void long_texts_of_any_script_pass_whole() {
    String text = "Grüße 日本 🚀 ".repeat(5_000);

    assertThat(shown(text)).isEqualTo(text);
  }

  private static String shown(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ScreenText screen =
        new ScreenText(new PrintStream(bytes, false, StandardCharsets.UTF_8))) {
      for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
        screen.write(one);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
