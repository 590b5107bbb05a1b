package org.autotest.core.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.autotest.core.failure.MalformedInput;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void what_is_written_reads_back() {
    for (long seed = 0; seed < 2_000; seed++) {
      Object value = randomValue(new Random(seed), 0);

      assertThat(JsonReader.parse(JsonWriter.write(value))).as("seed %d", seed).isEqualTo(value);
    }
  }

  @Test
  void python_writes_more_than_json_allows() {
    assertThat(JsonReader.parse("[NaN, Infinity, -Infinity, 1e3, -0, 123456789012345678901]"))
        .isEqualTo(
            List.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                1000.0,
                0L,
                new BigInteger("123456789012345678901")));
    assertThat(JsonReader.parse(" {\"a\" : [ ] , \"b\":{}} \n"))
        .isEqualTo(Map.of("a", List.of(), "b", Map.of()));
    assertThat(JsonReader.parse("\"\\u20ac\\udcff\\/\"")).isEqualTo("€\udcff/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1,]",
        "{\"a\"}",
        "{a:1}",
        "tru",
        "1 2",
        "\"x",
        "\"\\q\"",
        "\"\\u12\"",
        "--1",
        "[1",
        "{\"a\":1,}"
      })
  void what_is_no_json_is_refused(String text) {
    assertThatThrownBy(() -> JsonReader.parse(text)).isInstanceOf(MalformedInput.class);
  }

  @Test
  void endless_nesting_is_refused() {
    assertThatThrownBy(() -> JsonReader.parse("[".repeat(100_000)))
        .isInstanceOf(MalformedInput.class);
  }

  private static @Nullable Object randomValue(Random random, int depth) {
    return switch (random.nextInt(depth < 4 ? 8 : 6)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong();
      case 3 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
      case 4 -> BigInteger.ONE.shiftLeft(64).add(BigInteger.valueOf(random.nextInt()));
      case 5 -> randomText(random);
      case 6 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(randomValue(random, depth + 1));
        }
        yield list;
      }
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(randomText(random), randomValue(random, depth + 1));
        }
        yield map;
      }
    };
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append((char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(0x80)));
    }
    return text.toString();
  }
}
