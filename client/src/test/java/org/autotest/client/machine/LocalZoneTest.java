package org.autotest.client.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalZoneTest {
  @TempDir Path root;

  @Test
  void utc_is_known_by_variable_by_link_and_by_the_lack_of_both() throws IOException {
    assertThat(LocalZone.of(Map.of("TZ", "UTC"), root)).isEqualTo(ZoneOffset.UTC);
    assertThat(LocalZone.of(Map.of("TZ", ":Etc/UTC"), root)).isEqualTo(ZoneOffset.UTC);
    assertThat(LocalZone.of(Map.of(), root)).isEqualTo(ZoneOffset.UTC);

    link("/usr/share/zoneinfo/Etc/UTC");
    assertThat(LocalZone.of(Map.of(), root)).isEqualTo(ZoneOffset.UTC);
  }

  @Test
  void any_other_zone_is_left_to_the_runtime() throws IOException {
    link("/usr/share/zoneinfo/Europe/Berlin");

    assertThat(LocalZone.of(Map.of(), root)).isEqualTo(ZoneId.systemDefault());
    assertThat(LocalZone.of(Map.of("TZ", "America/Lima"), root)).isEqualTo(ZoneId.systemDefault());
  }

  @Test
  void the_variable_wins_over_the_link() throws IOException {
    link("/usr/share/zoneinfo/Europe/Berlin");

    assertThat(LocalZone.of(Map.of("TZ", "UTC0"), root)).isEqualTo(ZoneOffset.UTC);
  }

  @Test
  void a_file_that_says_nothing_of_its_name_is_left_to_the_runtime() throws IOException {
    Files.writeString(Files.createDirectories(root.resolve("etc")).resolve("localtime"), "TZif2");

    assertThat(LocalZone.of(Map.of(), root)).isEqualTo(ZoneId.systemDefault());
  }

  private void link(String target) throws IOException {
    Path etc = Files.createDirectories(root.resolve("etc"));
    Files.createSymbolicLink(etc.resolve("localtime"), Path.of(target));
  }
}
