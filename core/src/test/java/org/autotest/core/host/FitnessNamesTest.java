package org.autotest.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FitnessNamesTest {
  @Test
  void programs_and_classes_of_a_lab_have_names_of_words() {
    assertThat(FitnessNames.of(Path.of("checks/mount.sh"))).contains("lab.mount");
    assertThat(FitnessNames.of(Path.of("checks/RaidState2.java"))).contains("lab.raid_state2");
    assertThat(FitnessNames.of(Path.of("checks/raid.java"))).isEmpty();
    assertThat(FitnessNames.of(Path.of("checks/Mount"))).isEmpty();
  }
}
