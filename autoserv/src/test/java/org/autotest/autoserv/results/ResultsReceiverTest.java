package org.autotest.autoserv.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.autotest.autoserv.results.ResultsReceiver.Received;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultsReceiverTest {
  @TempDir private Path temp;
  private Path root;
  private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
  }

  @Test
  void absolute_and_climbing_names_are_left_out() throws Exception {
    member("/etc/evil", '0', "x", "");
    member("../evil", '0', "x", "");
    member("a/../../evil", '0', "x", "");
    member("fine", '0', "y", "");

    Received received = receive();

    assertThat(received.refused()).hasSize(3);
    assertThat(temp).isDirectoryNotContaining("glob:**evil");
    assertThat(root.resolve("fine")).hasContent("y");
  }

  @Test
  void nothing_is_written_through_a_link() throws Exception {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.createSymbolicLink(root.resolve("planted"), outside);
    member("planted/evil", '0', "x", "");
    member("planted", '0', "replaced", "");

    Received received = receive();

    assertThat(received.refused())
        .containsExactly("'planted/evil' stands below something that is no directory");
    assertThat(outside).isEmptyDirectory();
    assertThat(root.resolve("planted")).isRegularFile().hasContent("replaced");
  }

  @Test
  void links_out_of_the_directory_are_left_out_however_they_are_written() throws Exception {
    member("absolute", '2', "", "/etc/passwd");
    member("climbing", '2', "", "../outside");
    member("d/up", '2', "", "..");
    member("detour", '2', "", "d/up/../../outside");
    member("d/inside", '2', "", "../fine");

    Received received = receive();

    assertThat(received.refused()).hasSize(3);
    assertThat(root.resolve("d/inside")).isSymbolicLink();
    assertThat(root.resolve("d/up")).isSymbolicLink();
  }

  @Test
  void devices_and_names_of_many_bytes_are_left_out_and_hard_links_become_files() throws Exception {
    member("device", '3', "", "");
    member("n".repeat(99), '0', "long enough", "");
    member("first", '0', "same", "");
    member("second", '1', "", "first");
    member("third", '1', "", "../outside");

    Received received = receive();

    assertThat(received.refused()).hasSize(2);
    assertThat(root.resolve("second")).hasContent("same");
  }

  @Test
  void names_stay_different_whatever_their_letters_are() throws Exception {
    member(utf8("gr\u00f6\u00dfe"), '0', "umlauts", "");
    member(utf8("\u00e9.log"), '0', "acute", "");
    member(utf8("\u00e8.log"), '0', "grave", "");
    member("\u00e9.log", '0', "acute, no UTF-8", "");
    member("\u00e8.log", '0', "grave, no UTF-8", "");
    member("a\tb", '0', "tab", "");
    member("a\nb", '0', "newline", "");
    member(utf8("a\u202eb"), '0', "written to the left", "");
    member("link", '2', "", utf8("gr\u00f6\u00dfe"));

    Received received = receive();

    assertThat(received.refused()).isEmpty();
    assertThat(received.files()).isEqualTo(9);
    try (Stream<Path> all = Files.list(root)) {
      assertThat(all).hasSize(9);
    }
    assertThat(root.resolve("link")).isSymbolicLink().hasContent("umlauts");
    assertThat(root.resolve("%E9.log")).hasContent("acute, no UTF-8");
    assertThat(root.resolve("a%0Ab")).hasContent("newline");
    assertThat(root.resolve("a%E2%80%AEb")).exists();
    boolean anyLetter = System.getProperty("sun.jnu.encoding").equals("UTF-8");
    assertThat(root.resolve(anyLetter ? "gr\u00f6\u00dfe" : "gr%C3%B6%C3%9Fe"))
        .hasContent("umlauts");
  }

  @Test
  void a_path_that_no_file_can_have_is_left_out_alone() throws Exception {
    String deep = String.join("/", Collections.nCopies(20, "d".repeat(250)));
    longName(deep + "/file", "deep");
    member("second", '0', "2", "");
    longName("n".repeat(200_000), "endless");
    member("third", '0', "3", "");

    Received received = receive();

    assertThat(received.refused())
        .hasSize(2)
        .first()
        .asString()
        .endsWith("…' has a path of more than 4000 bytes");
    assertThat(root.resolve("second")).hasContent("2");
    assertThat(root.resolve("third")).hasContent("3");
  }

  @Test
  void a_hard_link_to_what_came_before_needs_no_memory_of_it() throws Exception {
    Path outside = Files.writeString(temp.resolve("outside"), "not ours");
    Files.createSymbolicLink(root.resolve("planted"), temp);
    member("d/first", '0', "same", "");
    member("d/first", '1', "", "d/first");
    member("./d/second", '1', "", "./d/first");
    member("through", '1', "", "planted/" + outside.getFileName());

    Received received = receive();

    assertThat(received.refused())
        .containsExactly("'through' is a link to a file that is not there, or is too large");
    assertThat(root.resolve("d/first")).hasContent("same");
    assertThat(root.resolve("d/second")).hasContent("same");
  }

  @Test
  void too_much_stops_before_the_file_that_would_be_over_the_limit() throws Exception {
    member("small", '0', "1234", "");
    member("large", '0', "x".repeat(2000), "");

    Received received =
        new ResultsReceiver(root, 1000, 10, Optional::of)
            .receive(new ByteArrayInputStream(tar.toByteArray()));

    assertThat(received.overLimit()).isTrue();
    assertThat(root.resolve("small")).exists();
    assertThat(root.resolve("large")).doesNotExist();
  }

  @Test
  void a_stream_that_breaks_off_is_told_and_what_came_before_is_kept() throws Exception {
    member("first", '0', "1", "");
    member("second", '0', "x".repeat(2000), "");
    byte[] cut = Arrays.copyOf(tar.toByteArray(), 512 * 4);

    assertThatThrownBy(
            () ->
                new ResultsReceiver(root, 1 << 20, 10, Optional::of)
                    .receive(new ByteArrayInputStream(cut)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("breaks off");
    assertThat(root.resolve("first")).exists();
  }

  @Test
  void no_garbage_does_anything_but_fail() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      tar.reset();
      member("a", '0', "content", "");
      member("b", 'x', "20 path=../evil\n", "");
      byte[] bytes = tar.toByteArray();
      for (int i = 0; i < 20; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        new ResultsReceiver(root, 1 << 20, 100, Optional::of)
            .receive(new ByteArrayInputStream(bytes));
      } catch (IOException refused) {
        assertThat(refused).as("seed %d", seed).hasMessageNotContaining("null");
      }
      assertThat(temp).as("seed %d", seed).isDirectoryNotContaining("glob:**evil");
    }
  }

  private Received receive() throws IOException {
    tar.writeBytes(new byte[1024]);
    return new ResultsReceiver(root, 1 << 20, 100, Optional::of)
        .receive(new ByteArrayInputStream(tar.toByteArray()));
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /// As GNU tar writes one that does not fit a header.
  private void longName(String name, String content) {
    member("././@LongLink", 'L', name + "\0", "");
    member(name.substring(0, 99), '0', content, "");
  }

  private void member(String name, char type, String content, String link) {
    byte[] block = new byte[512];
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    put(block, 0, name);
    put(block, 100, "0000644");
    put(block, 124, "%011o".formatted(bytes.length));
    put(block, 136, "%011o".formatted(0));
    block[156] = (byte) type;
    put(block, 157, link);
    put(block, 148, " ".repeat(8));
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, 148, "%06o".formatted(sum));
    tar.writeBytes(block);
    tar.writeBytes(bytes);
    tar.writeBytes(new byte[(512 - bytes.length % 512) % 512]);
  }

  private static void put(byte[] block, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }
}
