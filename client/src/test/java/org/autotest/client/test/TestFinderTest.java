package org.autotest.client.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestFinderTest {
  @ParameterizedTest
  @ValueSource(strings = {"sleeptest", "a:b", "a/b/c", "my_test-2.0+x", "_hidden", "7zip"})
  void a_name_is_of_components(String url) {
    assertThat(TestFinder.isName(url)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":", "a:", "/a", "a//b", "..", "a/../b", ".a", "-a", "a b", "a\nb", "ä"})
  void nothing_else_is_one(String url) {
    assertThat(TestFinder.isName(url)).isFalse();
  }

  @Test
  void a_component_has_128_letters_at_most_and_there_may_be_many() {
    assertThat(TestFinder.isName("x".repeat(128))).isTrue();
    assertThat(TestFinder.isName("x".repeat(129))).isFalse();
    assertThat(TestFinder.isName("a/".repeat(200_000) + "a")).isTrue();
    assertThat(TestFinder.isName("a/".repeat(200_000))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "my_test, MyTest",
    "sleeptest, Sleeptest",
    "iperf3, Iperf3",
    "a.b-c+d, ABCD",
    "__x__y, XY",
    "camelCase, CamelCase",
    "2fast, 2fast"
  })
  void the_class_is_called_like_the_test(String name, String className) {
    assertThat(TestFinder.className(name)).isEqualTo(className);
  }
}
