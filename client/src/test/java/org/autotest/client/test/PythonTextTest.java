package org.autotest.client.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PythonTextTest {
  @Test
  void values_look_as_python_shows_them() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", 1L);
    map.put("b", List.of(1.5, "two"));

    assertThat(PythonText.repr(null)).isEqualTo("None");
    assertThat(PythonText.repr(true)).isEqualTo("True");
    assertThat(PythonText.repr(map)).isEqualTo("{'a': 1, 'b': [1.5, 'two']}");
    assertThat(PythonText.repr("a \"quoted\" \n text")).isEqualTo("'a \"quoted\" \\n text'");
    assertThat(PythonText.repr("it's")).isEqualTo("\"it's\"");
    assertThat(PythonText.repr("it's \"both\"")).isEqualTo("'it\\'s \"both\"'");
    assertThat(PythonText.repr("\u0007\\")).isEqualTo("'\\x07\\\\'");
    assertThat(PythonText.repr(Map.of("$repr", "<object>", "$pickle", "eA==")))
        .isEqualTo("<object>");
    assertThat(PythonText.str("text")).isEqualTo("text");
  }

  @Test
  void floats_have_pythons_shortest_form() {
    assertThat(List.of(0.1, 1.0, 100.0, 1e15, 1e16, 1.5e-5, 0.0001, 1e22, -2.5e-7, 123456.789, 0.0))
        .extracting(PythonText::repr)
        .containsExactly(
            "0.1",
            "1.0",
            "100.0",
            "1000000000000000.0",
            "1e+16",
            "1.5e-05",
            "0.0001",
            "1e+22",
            "-2.5e-07",
            "123456.789",
            "0.0");
    assertThat(PythonText.repr(Double.NaN)).isEqualTo("nan");
    assertThat(PythonText.repr(-0.0)).isEqualTo("-0.0");
  }
}
