package org.autotest.core.statuslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.statuslog.StatusLogReader.Growth;
import org.autotest.core.statuslog.StatusLogReader.Item;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusLogTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));
  private static final Optional<String> NONE = Optional.empty();

  @TempDir private Path directory;

  @Test
  void what_is_written_reads_back() throws IOException {
    Files.createDirectory(directory.resolve("t"));
    StatusLogWriter log = new StatusLogWriter(directory, "status", CLOCK, ZoneOffset.UTC, 0);
    StatusCode good = StatusCode.GOOD;

    List<StatusLine> written =
        List.of(
            log.write(new StatusWord.Start(), NONE, NONE, Map.of(), ""),
            log.write(new StatusWord.Start(), Optional.of("t"), Optional.of("t"), Map.of(), ""),
            log.write(
                new StatusWord.Result(StatusCode.FAIL),
                Optional.of("t"),
                Optional.of("t"),
                Map.of("k", "v"),
                "first\n  second\n"),
            log.write(new StatusWord.End(good), Optional.of("t"), Optional.of("t"), Map.of(), ""),
            log.write(new StatusWord.End(good), NONE, NONE, Map.of(), "x=y is last"));

    assertThat(entries(Files.readString(directory.resolve("status")))).isEqualTo(written);
    assertThat(written).extracting(StatusLine::indent).containsExactly(0, 1, 2, 1, 0);
    assertThat(Files.readAllLines(directory.resolve("t/status")))
        .first()
        .isEqualTo("\tSTART\tt\tt\ttimestamp=1700000000\tlocaltime=Nov 14 22:13:20\t");
    assertThat(log.depth()).isZero();
  }

  @Test
  void no_subdirectory_leads_out_of_the_results() throws IOException {
    StatusLogWriter log = new StatusLogWriter(directory, "status", CLOCK, ZoneOffset.UTC, 0);

    for (String hostile : List.of("../x", "/etc", "a/../../x", ".", "a//b")) {
      assertThatThrownBy(
              () ->
                  log.write(new StatusWord.Info(), Optional.of(hostile), NONE, Map.of(), "message"))
          .isInstanceOf(MalformedInput.class);
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void lines_that_are_none_are_told_with_their_numbers() {
    List<Item> items =
        StatusLogReader.readText(
            "hello\n\nGOOD\ta\ta\tmsg\r\n  more\nGOD\ta\ta\tmsg\n  orphan\n\tGOOD\ta\ta\n");

    assertThat(items)
        .containsExactly(
            new Item.Garbage(1, "no status line: \"hello\""),
            new Item.Garbage(2, "no status line: \"\""),
            items.get(2),
            new Item.Garbage(5, "unknown status word \"GOD\""),
            new Item.Garbage(6, "no status line: \"  orphan\""),
            new Item.Garbage(7, "no status line: \"?GOOD?a?a\""));
    assertThat(((Item.Entry) items.get(2)).line().message()).isEqualTo("msg\nmore");
  }

  @Test
  void the_last_part_is_the_message_unless_it_is_a_time() {
    assertThat(read("FAIL\ta\ta\ttimestamp=1\tx=y and more").message()).isEqualTo("x=y and more");
    assertThat(read("FAIL\ta\ta\ttimestamp=1\tone\ttwo").message()).isEqualTo("one\ttwo");
    StatusLine stripped = read("START\t----\t----\ttimestamp=17\tlocaltime=Nov 14 22:13:20");
    assertThat(stripped.message()).isEmpty();
    assertThat(stripped.timestamp()).contains(Instant.ofEpochSecond(17));
    assertThat(read("INFO\t----\t----\ttimestamp=999999999999\t").timestamp()).isEmpty();
  }

  @Test
  void a_growing_log_keeps_its_last_line_for_the_next_time() throws IOException {
    Path log = directory.resolve("status");
    Files.writeString(log, "START\t----\t----\t\nSTART\ta\ta\tti");

    assertThat(itemsOf(log, Growth.GROWING)).hasSize(1);
    assertThat(itemsOf(log, Growth.DONE)).hasSize(2);
  }

  @Test
  void a_byte_order_mark_at_the_beginning_is_left_out() throws IOException {
    Path log = directory.resolve("status");
    Files.writeString(log, "\ufeffSTART\ta\ta\t\n\ufeffGOOD\ta\ta\t\n");

    List<Item> items = itemsOf(log, Growth.DONE);

    assertThat(items.get(0)).isInstanceOf(Item.Entry.class);
    assertThat(items.get(1)).isInstanceOf(Item.Garbage.class);
  }

  @Test
  void odd_bytes_and_endless_lines_do_no_harm() throws IOException {
    Path log = directory.resolve("status");
    byte[] odd = "FAIL\ta\ta\tb\0\u00fc\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(log, odd);
    Files.writeString(
        log, "x".repeat(3 << 20) + "\nGOOD\ta\ta\tafter\n", StandardOpenOption.APPEND);

    List<Item> items = itemsOf(log, Growth.DONE);

    assertThat(((Item.Entry) items.get(0)).line().message()).isEqualTo("b\0\ufffd");
    assertThat(items.get(1)).isEqualTo(new Item.Garbage(2, "line longer than 1048576 bytes"));
    assertThat(((Item.Entry) items.get(2)).line().message()).isEqualTo("after");
  }

  @Test
  void no_text_makes_the_reader_fail() {
    String[] pieces = {
      "\t",
      "\n",
      "  ",
      "GOOD",
      "END ",
      "START",
      "----",
      "a",
      "=",
      "timestamp=",
      "9",
      "\r",
      "\u000b",
      "\0",
      "INFO",
      "\ud800",
      "kernel",
      "x=y",
      "../",
      "END GOOD\t"
    };
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      List<StatusLine> read = entries(text.toString());
      StringBuilder again = new StringBuilder();
      read.forEach(line -> again.append(line.written()));
      assertThat(entries(again.toString())).as("seed %d", seed).hasSameSizeAs(read);
    }
  }

  private static List<Item> itemsOf(Path log, Growth growth) throws IOException {
    List<Item> items = new ArrayList<>();
    StatusLogReader.readFile(log, growth, items::add);
    return items;
  }

  private static StatusLine read(String line) {
    return StatusLogReader.readLine(line).orElseThrow();
  }

  private static List<StatusLine> entries(String text) {
    return StatusLogReader.readText(text).stream()
        .filter(Item.Entry.class::isInstance)
        .map(item -> ((Item.Entry) item).line())
        .toList();
  }
}
