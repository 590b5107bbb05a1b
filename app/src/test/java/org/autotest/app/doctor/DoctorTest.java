package org.autotest.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.autotest.app.config.LabConfig;
import org.autotest.app.config.LabConfig.Surroundings;
import org.autotest.app.doctor.Finding.Grade;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir Path directory;

  @Test
  void an_address_that_is_not_of_this_machine_lets_no_lab_work() throws Exception {
    for (String address : new String[] {"zz..invalid", "192.0.2.1"}) {
      Finding port = found("web port", "web.address = " + address);

      assertThat(port.grade()).as(address).isEqualTo(Grade.BAD);
      assertThat(port.observation()).contains(address + ":8080: ", "address");
      assertThat(port.advice()).contains("web.address");
    }
  }

  @Test
  void without_tests_no_lab_works() throws Exception {
    assertThat(found("tests", "").grade()).isEqualTo(Grade.BAD);
    Files.createDirectories(directory.resolve("tests/client/sleeptest"));

    assertThat(found("tests", "tests_dir = tests"))
        .isEqualTo(Finding.good("tests", directory.resolve("tests/client") + ", 1 tests"));
  }

  @Test
  void an_archive_is_looked_at() throws Exception {
    Path archive = Files.writeString(directory.resolve("archive"), "a file");

    Finding seen = found("archive", "archive.dir = archive");

    assertThat(seen.grade()).isEqualTo(Grade.BAD);
    assertThat(seen.observation()).isEqualTo(archive + " cannot be written");
  }

  private Finding found(String subject, String line) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("autotest.conf"), "state_dir = state\n%s\n".formatted(line));
    LabConfig config =
        LabConfig.read(file, new Surroundings(directory, Map.of(), directory, "lab.example"));
    return new Doctor(config, directory, "")
        .examine().stream()
            .filter(finding -> finding.subject().equals(subject))
            .findFirst()
            .orElseThrow();
  }
}
