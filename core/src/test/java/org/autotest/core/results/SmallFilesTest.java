package org.autotest.core.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Stream;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.JobId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallFilesTest {
  @TempDir private Path directory;

  @Test
  void a_hostile_value_stays_in_its_line() throws IOException {
    Path file = directory.resolve("keyval");

    Keyvals.append(file, Map.of("a", "1\nb=2\r#x", "c", "#kept"));
    Keyvals.append(file, Map.of("c", "last wins"));

    assertThat(Keyvals.read(file)).isEqualTo(Map.of("a", "1\\nb=2\\r#x", "c", "last wins"));
    assertThatThrownBy(() -> Keyvals.append(file, Map.of("a b", "1")))
        .isInstanceOf(MalformedInput.class);
  }

  @Test
  void a_value_that_is_no_utf_8_spoils_no_other() throws IOException {
    Path file = directory.resolve("keyval");
    Files.write(file, "label=café €\n".getBytes(StandardCharsets.UTF_8));
    Files.write(file, new byte[] {'b', '=', (byte) 0377, '\n'}, StandardOpenOption.APPEND);
    Files.write(file, "last=€".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
    Map<String, String> expected = Map.of("label", "café €", "b", "ÿ", "last", "€");

    assertThat(Keyvals.read(file)).isEqualTo(expected);
    assertThat(Keyvals.parse(HostFile.read(file).orElseThrow())).isEqualTo(expected);
  }

  @Test
  void lines_that_are_no_keyvals_are_skipped() {
    assertThat(Keyvals.parse("\n# comment\nno equals\nx{perf}=1.5\nversion=6.10 \r\n"))
        .isEqualTo(Map.of("version", "6.10"));
  }

  @Test
  void a_value_may_hold_any_character_but_a_line_end() throws IOException {
    Path file = directory.resolve("keyval");

    Keyvals.append(file, Map.of("key", "a\u2028b\u0085c\0d"));

    assertThat(Keyvals.read(file)).isEqualTo(Map.of("key", "a\u2028b\u0085c\0d"));
  }

  @Test
  void a_pidfile_says_how_far_its_process_is() throws IOException {
    Path file = directory.resolve(Pidfile.AUTOSERV);

    assertThat(Pidfile.read(file)).isEqualTo(new Pidfile.Absent());
    Pidfile.write(file, new Pidfile.Running(47));
    assertThat(Pidfile.read(file)).isEqualTo(new Pidfile.Running(47));
    Files.writeString(file, "47\n256\n");
    assertThat(Pidfile.read(file)).isEqualTo(new Pidfile.Running(47));
    Pidfile.write(file, new Pidfile.Ended(47, 271, 2));
    assertThat(Pidfile.read(file)).isEqualTo(new Pidfile.Ended(47, 271, 2));
    assertThat(new Pidfile.Ended(47, 271, 2).wasKilled()).isTrue();
    assertThat(new Pidfile.Ended(47, 256, 0).wasKilled()).isFalse();
    Files.writeString(file, "garbage\n");
    assertThat(Pidfile.read(file)).isInstanceOf(Pidfile.Corrupt.class);
    Files.write(file, new byte[] {'4', '7', '\n', (byte) 0xff, 0, (byte) 0xc3, '\n', '0', '\n'});
    assertThat(Pidfile.read(file)).as("no text").isInstanceOf(Pidfile.Corrupt.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"..", "../x", "/etc", "a/../b", "", "-rf", "a b", "x\n", "a//b", ".hidden"})
  void no_results_path_leaves_the_root(String hostile) {
    assertThatThrownBy(() -> new ExecutionPath(hostile))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ExecutionPath.ofJob(new JobId(1), "me", hostile))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void host_names_sort_as_people_count() {
    assertThat(Stream.of("node10", "Node2", "node1", "node0", "node02").map(Hostname::new).sorted())
        .extracting(Hostname::value)
        .containsExactly("node0", "node1", "Node2", "node02", "node10");
    assertThat(Hostname.isValid("-oProxyCommand=x")).isFalse();
  }
}
