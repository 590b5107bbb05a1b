package org.autotest.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SecretsTest {
  /// One that begins with a dash is none for `atest --token`.
  @Test
  void a_token_is_a_word_on_every_command_line() {
    assertThat(Stream.generate(new Secrets()::token).limit(500))
        .allMatch(token -> token.matches("[0-9a-f]{64}"))
        .doesNotHaveDuplicates();
  }
}
