package org.autotest.web.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.autotest.core.failure.BadRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFilesTest {
  @TempDir Path temp;
  private Path root;
  private ResultsFiles files;

  @BeforeEach
  void a_tree_with_secrets_beside_it() throws IOException {
    root = Files.createDirectories(temp.resolve("results"));
    Files.writeString(temp.resolve("secret"), "the secret");
    Files.createDirectories(root.resolve("17-alice/host1/debug"));
    Files.writeString(root.resolve("17-alice/host1/debug/a.DEBUG"), "one\ntwo\nthree\n");
    Files.writeString(root.resolve("17-alice/host1/status.log"), "START\n");
    Files.createSymbolicLink(root.resolve("17-alice/host1/out"), temp);
    Files.createSymbolicLink(root.resolve("17-alice/host1/file"), temp.resolve("secret"));
    files = new ResultsFiles(root);
  }

  @Test
  void files_below_the_root_are_read() throws IOException {
    assertThat(content("17-alice/host1/debug/a.DEBUG")).isEqualTo("one\ntwo\nthree\n");
    assertThat(files.list("17-alice/host1").items())
        .extracting(ResultsFiles.Item::name)
        .containsExactly("debug", "file", "out", "status.log");
    assertThat(files.tree("17-alice"))
        .extracting(ResultsFiles.Item::path)
        .containsExactly("17-alice/host1/debug/a.DEBUG", "17-alice/host1/status.log");
  }

  @Test
  void no_path_leads_out() {
    for (String path :
        List.of(
            "../secret",
            "17-alice/../../secret",
            "/etc/passwd",
            "17-alice//host1",
            "17-alice/./host1",
            "17-alice/host1/out/secret",
            "17-alice/host1/file",
            "17-alice/host1",
            "17-alice/host1/status.log/x",
            "17-alice/\0/x",
            "..",
            "")) {
      assertThatThrownBy(() -> files.open(path)).as(path).isInstanceOf(BadRequest.class);
    }
  }

  @Test
  void no_mixture_of_hostile_components_reads_the_secret_or_breaks() {
    List<String> parts =
        List.of(
            "..",
            ".",
            "",
            "17-alice",
            "host1",
            "out",
            "file",
            "secret",
            "\0",
            "é",
            "a".repeat(300));
    Random random = new Random(11);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder path = new StringBuilder();
      for (int n = random.nextInt(6); n >= 0; n--) {
        path.append(parts.get(random.nextInt(parts.size()))).append(n == 0 ? "" : "/");
      }
      String read;
      try {
        read = content(path.toString());
      } catch (BadRequest | IOException refused) {
        read = "";
      }
      assertThat(read).isNotEqualTo("the secret");
    }
  }

  @Test
  void links_are_named_and_not_followed() {
    assertThat(files.find("17-alice/host1/file").map(ResultsFiles.Item::kind))
        .contains(ResultsFiles.Item.Kind.OTHER);
    assertThat(files.find("17-alice/host1/out/secret")).isEmpty();
    assertThat(files.tree("17-alice/host1/out")).isEmpty();
  }

  @Test
  void a_test_cannot_hold_up_its_reader_with_directories() throws IOException {
    Path wide = root.resolve("17-alice/wide");
    for (int i = 0; i < 3 * ResultsFiles.FILES_MAX; i++) {
      Files.createDirectories(wide.resolve("%05d/deeper".formatted(i)));
    }
    Files.createDirectories(root.resolve("17-alice/deep/2/3/4/5/6/7/8/9"));
    Files.writeString(root.resolve("17-alice/deep/2/3/4/5/6/7/8/near"), "");
    Files.writeString(root.resolve("17-alice/deep/2/3/4/5/6/7/8/9/far"), "");

    assertThat(files.tree("17-alice/wide")).isEmpty();
    assertThat(files.tree("17-alice/deep"))
        .extracting(ResultsFiles.Item::name)
        .containsExactly("near");
    ResultsFiles.Listing listing = files.list("17-alice/wide");
    assertThat(listing.total()).isEqualTo(3 * ResultsFiles.FILES_MAX);
    assertThat(listing.items())
        .hasSize(ResultsFiles.FILES_MAX)
        .extracting(ResultsFiles.Item::name)
        .startsWith("00000", "00001")
        .endsWith("01999");
  }

  @Test
  void a_pipe_does_not_hang_the_reader() throws IOException, InterruptedException {
    Path pipe = root.resolve("pipe");
    int exit = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();

    assertThat(exit).isZero();
    assertThatThrownBy(() -> files.open("pipe")).isInstanceOf(BadRequest.class);
  }

  @Test
  void a_root_that_is_not_there_yet_is_empty() {
    ResultsFiles none = new ResultsFiles(temp.resolve("later"));

    assertThat(none.tree("17-alice")).isEmpty();
    assertThat(none.find("17-alice")).isEmpty();
  }

  @Test
  void the_end_of_a_log_begins_with_a_whole_line_and_holds_no_terminal_codes() throws IOException {
    Files.writeString(
        root.resolve("log"), "first line\n\u001b[31mred\u001b[0m line\r\nlast \u0007line\n");

    try (ResultsFiles.Opened file = files.open("log")) {
      assertThat(LogText.tail(file, 1_000).text()).isEqualTo("first line\nred line\nlast �line\n");
    }
    try (ResultsFiles.Opened file = files.open("log")) {
      LogText end = LogText.tail(file, 20);
      assertThat(end.text()).isEqualTo("last �line\n");
      assertThat(end.lastLines(1)).isEqualTo("last �line");
    }
  }

  @Test
  void bytes_that_are_no_text_are_told_apart() throws IOException {
    Files.write(root.resolve("core"), new byte[] {1, 0, 2});
    Files.write(root.resolve("latin"), "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

    try (ResultsFiles.Opened file = files.open("core")) {
      assertThat(LogText.tail(file, 100).isBinary()).isTrue();
    }
    try (ResultsFiles.Opened file = files.open("latin")) {
      assertThat(LogText.tail(file, 100).text()).isEqualTo("caf�");
    }
  }

  @Test
  void ranges_are_read_as_http_means_them() {
    assertThat(FileAnswer.range("bytes=0-4", 10)).contains(new FileAnswer.Range(0, 4));
    assertThat(FileAnswer.range("bytes=4-", 10)).contains(new FileAnswer.Range(4, 9));
    assertThat(FileAnswer.range("bytes=-3", 10)).contains(new FileAnswer.Range(7, 9));
    assertThat(FileAnswer.range("bytes=-30", 10)).contains(new FileAnswer.Range(0, 9));
    assertThat(FileAnswer.range("bytes=4-400", 10)).contains(new FileAnswer.Range(4, 9));
    for (String ignored : List.of("bytes=", "bytes=-", "lines=1-2", "bytes=5-4", "bytes=0-1,3-4")) {
      assertThat(FileAnswer.range(ignored, 10)).as(ignored).isEqualTo(Optional.empty());
    }
    assertThat(FileAnswer.range(null, 10)).isEmpty();
    assertThatThrownBy(() -> FileAnswer.range("bytes=10-", 10)).isInstanceOf(BadRequest.class);
  }

  private String content(String path) throws IOException {
    try (ResultsFiles.Opened file = files.open(path)) {
      return LogText.tail(file, 100_000).text();
    }
  }
}
