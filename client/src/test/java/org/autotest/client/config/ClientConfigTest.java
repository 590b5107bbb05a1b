package org.autotest.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.MalformedInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientConfigTest {
  @TempDir Path directory;

  @Test
  void the_shadow_wins_name_by_name_and_a_blank_value_counts_as_none() throws IOException {
    global(
        """
        # of the whole lab
        [COMMON]
        test_dir: /a, /b
        [CLIENT]
        drop_caches = True
        output_dir =
        kernel_mirror = http://one/
          http://two/
        Sleep_Before_Reboot: 5 ; seconds
        """);
    Files.writeString(directory.resolve("shadow_config.ini"), "[CLIENT]\ndrop_caches: off\n");

    ClientConfig config = ClientConfig.readFirst(List.of(Path.of("/nowhere"), directory));

    assertThat(config.list("COMMON", "test_dir")).containsExactly("/a", "/b");
    assertThat(config.truth("CLIENT", "drop_caches", true)).isFalse();
    assertThat(config.text("CLIENT", "output_dir")).isEmpty();
    assertThat(config.text("CLIENT", "kernel_mirror")).contains("http://one/\nhttp://two/");
    assertThat(config.number("CLIENT", "sleep_before_reboot", 1)).isEqualTo(5);
    assertThat(config.unknownNames()).isEmpty();
  }

  @Test
  void what_means_nothing_is_told() throws IOException {
    global("[CLIENT]\ndrop_cashes: 1\nkernel_gitweb: http://x\n[AUTOTEST_WEB]\nhost: db\n");

    ClientConfig config = ClientConfig.readFirst(List.of(directory));

    assertThat(config.unknownNames()).containsExactly("CLIENT.drop_cashes", "CLIENT.kernel_gitweb");
  }

  @Test
  void what_is_not_in_the_format_is_refused_with_its_line() throws IOException {
    Path file = global("[CLIENT]\ndrop_caches\n");

    assertThatThrownBy(() -> ClientConfig.readFirst(List.of(directory)))
        .isInstanceOf(MalformedInput.class)
        .hasMessageContaining(file + ":2: neither [SECTION] nor name = value");
    global("[CLIENT]\ndrop_caches: perhaps\n");
    ClientConfig config = ClientConfig.readFirst(List.of(directory));
    assertThatThrownBy(() -> config.truth("CLIENT", "drop_caches", false))
        .hasMessageContaining("CLIENT.drop_caches is 'perhaps', not true or false");
    assertThatThrownBy(() -> ClientConfig.read(Optional.of(Path.of("/nowhere")), directory))
        .hasMessageContaining("there is no global_config.ini in /nowhere");
  }

  private Path global(String text) throws IOException {
    return Files.writeString(directory.resolve("global_config.ini"), text);
  }
}
