package org.autotest.client.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintExpressionTest {
  private static final Map<String, Object> VALUES =
      Map.of("rate", 250L, "errors", 0L, "latency_ms", 1.5, "mode", "fast");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rate > 200",
        "rate>200 and errors == 0",
        "not errors",
        "100 < rate <= 250",
        "rate / 2 == 125.0",
        "rate // 100 == 2 and rate % 100 == 50",
        "-rate < 0",
        "2 ** 3 ** 2 == 512",
        "-2 ** 2 == -4",
        "(rate + 50) * 2 == 600",
        "mode == 'fast' or rate < 0",
        "mode != 3",
        "latency_ms < 1.6e0",
        "rate",
        "True"
      })
  void what_holds_in_python_holds(String expression) throws Exception {
    assertThat(ConstraintExpression.holds(expression, VALUES)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rate < 200", "errors", "rate > 100 > 300", "mode == 'slow'", "not rate", "False"})
  void what_does_not_hold_in_python_does_not(String expression) throws Exception {
    assertThat(ConstraintExpression.holds(expression, VALUES)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nosuch > 1",
        "rate >",
        "rate > 1 2",
        "(rate > 1",
        "mode > 1",
        "rate / errors > 1",
        "__import__('os')",
        "rate; rate",
        ""
      })
  void the_rest_cannot_be_evaluated(String expression) {
    assertThatThrownBy(() -> ConstraintExpression.holds(expression, VALUES))
        .isInstanceOf(ConstraintExpression.Unevaluable.class);
  }

  @Test
  void a_value_that_is_not_a_number_meets_nothing() throws Exception {
    Map<String, Object> values = Map.of("x", Double.NaN);

    assertThat(ConstraintExpression.holds("x > 0", values)).isFalse();
    assertThat(ConstraintExpression.holds("x == x", values)).isFalse();
  }
}
