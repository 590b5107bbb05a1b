package org.autotest.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.core.statuslog.StatusLogReader;
import org.autotest.core.statuslog.StatusLogReader.Item;
import org.autotest.core.tko.JobResults;
import org.autotest.core.tko.TkoParser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The reader of status logs, and what makes rows of them.
class StatusLogFuzzTest {
  private static final int ROWS_FEW = 500;
  private static final int ROWS_MANY = 10_000;

  private final Texts texts;
  @TempDir private Path directory;

  StatusLogFuzzTest() throws IOException {
    texts =
        new Texts(
            Texts.files(
                Path.of("..", "golden"),
                name -> name.equals("status") || name.equals("status.log")),
            Texts.pieces(
                """
                START¦END ¦END GOOD¦END ABORT¦GOOD¦FAIL¦ERROR¦WARN¦TEST_NA¦INFO¦ABORT¦RUNNING¦\
                \t¦\t¦\t¦\t¦----¦sleeptest¦a.b¦reboot¦timestamp=1700000000¦timestamp=¦\
                localtime=Nov 14 22:13:20¦subtest_of=x¦duration=1.5¦kernel=6.1¦patch0=a b c¦\
                job_abort_reason=x¦key=value¦\n¦\n¦\n  ¦completed successfully¦\
                GOOD\tx\tx\ttimestamp=1\tlocaltime=x\t"""));
  }

  @Test
  void any_text_is_read_as_a_status_log() throws Exception {
    Fuzz.run(Fuzz.FEW, this::read);
  }

  @Test
  @Tag("long")
  void any_of_very_many_texts_is_read_as_a_status_log() throws Exception {
    Fuzz.run(Fuzz.MANY, this::read);
  }

  @Test
  void any_log_becomes_rows() throws Exception {
    Fuzz.run(ROWS_FEW, this::rows);
  }

  @Test
  @Tag("long")
  void any_of_very_many_logs_becomes_rows() throws Exception {
    Fuzz.run(ROWS_MANY, this::rows);
  }

  /// What was read can be written, and is the same when it is read again; a log that still grows
  /// gives the beginning of what the whole log gives.
  private String read(long seed) throws IOException {
    Random random = new Random(seed);
    String text = texts.next(random);
    List<Item> items = StatusLogReader.readText(text);
    int line = 0;
    for (Item item : items) {
      assertThat(item.lineNumber()).isGreaterThan(line);
      line = item.lineNumber();
      if (item instanceof Item.Entry(_, StatusLine entry)) {
        assertThat(entry.message().length()).isLessThanOrEqualTo(StatusLogReader.MESSAGE_CHARS_MAX);
        assertThat(StatusLogReader.readText(entry.written()))
            .singleElement()
            .isInstanceOfSatisfying(
                Item.Entry.class,
                again -> {
                  assertThat(again.line().word()).isEqualTo(entry.word());
                  assertThat(again.line().subdir()).isEqualTo(entry.subdir());
                  assertThat(again.line().operation()).isEqualTo(entry.operation());
                });
      }
    }
    int cut = text.lastIndexOf('\n', random.nextInt(text.length() + 1)) + 1;
    List<Item> shorter = StatusLogReader.readText(text.substring(0, cut));
    assertThat(shorter.size()).isLessThanOrEqualTo(items.size());
    return text;
  }

  private String rows(long seed) throws IOException {
    String text = texts.next(new Random(seed));
    Files.writeString(directory.resolve("status.log"), text.replaceAll("[\ud800-\udfff]", "?"));
    JobResults results = TkoParser.parse(directory, TkoParser.Progress.ENDED);
    assertThat(results.problems()).hasSizeLessThanOrEqualTo(TkoParser.PROBLEMS_MAX + 1);
    return text;
  }
}
