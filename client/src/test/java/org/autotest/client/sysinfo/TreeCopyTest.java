package org.autotest.client.sysinfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.autotest.client.sysinfo.ProcFile.Copied;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Copies of logs are whole up to their bounds, and say where they are not.
class TreeCopyTest {
  @TempDir private Path temp;
  private final List<String> warnings = new ArrayList<>();
  private Path source;
  private Path target;

  @BeforeEach
  void make() throws IOException {
    source = Files.createDirectories(temp.resolve("logs"));
    target = temp.resolve("copy");
  }

  @Test
  void a_file_larger_than_what_is_read_at_once_is_copied_whole() throws Exception {
    Path large = source.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(40L << 20);
      file.seek(file.length() - 3);
      file.writeBytes("end");
    }

    new TreeCopy(target, (_, _, _, text) -> warnings.add(text)).copy(source);

    assertThat(target.resolve("large")).hasSameBinaryContentAs(large);
    assertThat(warnings).isEmpty();
    assertThat(target.resolve(TreeCopy.LEFT_OUT)).doesNotExist();
  }

  @Test
  void a_name_that_is_no_text_is_kept() throws Exception {
    String make = "printf body > \"$0/caf$(printf '\\351')\"";
    Process made = new ProcessBuilder("sh", "-c", make, source.toString()).start();
    assertThat(made.waitFor()).isZero();

    new TreeCopy(target, (_, _, _, text) -> warnings.add(text)).copy(source);

    assertThat(warnings).isEmpty();
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files.toList())
          .singleElement()
          .satisfies(copy -> assertThat(copy).hasContent("body"));
    }
  }

  @Test
  void what_is_above_the_bound_is_cut_and_left_out_and_the_copy_says_so() throws Exception {
    for (String name : List.of("one", "two", "three")) {
      Files.writeString(source.resolve(name), "123456");
    }

    new TreeCopy(target, (_, _, _, text) -> warnings.add(text), 10).copy(source);

    // The file system decides the order.
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.list(target)) {
      for (Path file : files.toList()) {
        texts.add(Files.readString(file));
      }
    }
    assertThat(texts)
        .hasSize(3)
        .contains("123456", "1234\n[Autotest cut this copy here, after 4 bytes: there was more.]\n")
        .anyMatch(
            text ->
                text.endsWith(
                    " and what follows are left out: 2 files with 10 bytes were copied before\n"));
    assertThat(target.resolve(TreeCopy.LEFT_OUT)).exists();
    assertThat(warnings).hasSize(2).allMatch(text -> text.startsWith("sysinfo: copying " + source));
  }

  @Test
  void a_copy_that_just_fits_is_whole() throws Exception {
    Path file = Files.writeString(source.resolve("file"), "12345");

    assertThat(ProcFile.copy(file, temp.resolve("fits"), 5)).isEqualTo(Copied.WHOLE);
    assertThat(ProcFile.copy(file, temp.resolve("cut"), 4)).isEqualTo(Copied.CUT);
    assertThat(ProcFile.copy(source, temp.resolve("none"), 4)).isEqualTo(Copied.UNREADABLE);

    assertThat(temp.resolve("fits")).hasContent("12345");
    assertThat(temp.resolve("cut"))
        .hasContent("1234\n[Autotest cut this copy here, after 4 bytes: there was more.]\n");
  }
}
