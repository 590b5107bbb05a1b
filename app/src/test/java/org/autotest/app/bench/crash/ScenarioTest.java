package org.autotest.app.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScenarioTest {
  @Test
  void every_row_of_the_life_tables_has_one_scenario() {
    assertThat(Scenario.all().stream().map(Scenario::row))
        .containsExactlyInAnyOrderElementsOf(LifeRow.all());
  }
}
