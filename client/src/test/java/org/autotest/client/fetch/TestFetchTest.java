package org.autotest.client.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.files.FileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestFetchTest {
  @TempDir Path directory;

  @Test
  void an_archive_comes_over_http_and_is_checked_before_it_is_unpacked() throws Exception {
    byte[] archive = archive();
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/test-mine.tar.gz",
        exchange -> {
          exchange.sendResponseHeaders(200, archive.length);
          exchange.getResponseBody().write(archive);
          exchange.close();
        });
    server.start();
    try {
      String address =
          "http://127.0.0.1:%d/test-mine.tar.gz".formatted(server.getAddress().getPort());
      Path site = directory.resolve("site_tests");
      TestFetch fetch = new TestFetch(Web.of(Map.of()), site);

      Path test = fetch.fetch(address + "#sha256=" + sum, Optional.empty());

      assertThat(test).isEqualTo(site.resolve("mine"));
      assertThat(test.resolve("mine.sh")).hasContent("exit 0");
      assertThatThrownBy(() -> fetch.fetch(address, Optional.empty()))
          .hasMessageContaining("is there already");
      assertThatThrownBy(
              () -> fetch.fetch(address + "#sha256=" + "0".repeat(64), Optional.of("other")))
          .isInstanceOf(FetchFailed.class)
          .hasMessageContaining("its SHA-256 is " + sum);
      assertThatThrownBy(() -> fetch.fetch(address.replace("test-", "no-"), Optional.of("other")))
          .isInstanceOf(FetchFailed.class);
      assertThat(site).isDirectoryNotContaining(path -> !path.equals(test));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_repository_is_cloned_at_its_branch() throws Exception {
    Path repository = directory.resolve("mine.git");
    shell(
        "git init -q -b first %1$s && cd %1$s && git config user.email a@b && git config user.name a && "
            .concat("git commit -q --allow-empty -m 1 && git checkout -q -b second && ")
            .concat(
                "echo 'exit 0' > mine.sh && git add . && git commit -q -m 2 && git checkout -q first")
            .formatted(repository));

    Path test =
        new TestFetch(Web.of(Map.of()), directory.resolve("site"))
            .fetch("file://" + repository + ":second", Optional.empty());

    assertThat(test.getFileName()).hasToString("mine");
    assertThat(test.resolve("mine.sh")).exists();
  }

  @Test
  void what_cannot_be_a_test_is_refused() {
    TestFetch fetch = new TestFetch(Web.of(Map.of()), directory.resolve("site"));

    assertThatThrownBy(() -> fetch.fetch("ftp://x/y.tar", Optional.empty()))
        .hasMessageContaining("only http, https, file and git");
    assertThatThrownBy(() -> fetch.fetch("http://x/y.tar", Optional.of("../up")))
        .hasMessageContaining("'../up' is no name of a test");
  }

  @Test
  void a_repository_that_is_silent_and_an_archive_that_is_too_big_are_given_up() throws Exception {
    Path site = directory.resolve("site");
    Path big = Files.createDirectories(directory.resolve("pack/big"));
    Files.write(big.resolve("zeros"), new byte[3 << 20]);
    shell("tar -czf %1$s/big.tgz -C %1$s/pack big".formatted(directory));
    TestFetch fetch = limited(site, Duration.ofSeconds(1));

    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String address = "git://127.0.0.1:%d/x/mine.git".formatted(silent.getLocalPort());
      assertThatThrownBy(() -> fetch.fetch(address, Optional.empty()))
          .isInstanceOf(FetchFailed.class)
          .hasMessage("fetching %s: git did not end in 1 s".formatted(address));
    }
    assertThatThrownBy(
            () ->
                limited(site, Duration.ofMinutes(1))
                    .fetch("file://" + directory.resolve("big.tgz"), Optional.empty()))
        .isInstanceOf(FetchFailed.class)
        .hasMessageEndingWith("big.tgz: it has more than 2097152 bytes");
    assertThat(site).isEmptyDirectory();
  }

  @Test
  void what_takes_too_long_has_stopped_writing_when_that_is_told() throws Exception {
    Path work = Files.createDirectories(directory.resolve("work"));
    FetchProgram program =
        new FetchProgram(new FetchProgram.Limits(Duration.ofSeconds(1), 1L << 30), work, Map.of());
    String busy =
        "(i=0; while :; do i=$((i+1)); mkdir -p %s/$((i %% 500))/a; done) & wait".formatted(work);

    assertThatThrownBy(() -> program.run(List.of("sh", "-c", busy), "trying"))
        .hasMessage("trying: sh did not end in 1 s");
    FileTree.delete(work);
    assertThat(work).doesNotExist();
  }

  @Test
  void a_program_that_is_not_there_is_said_to_be_missing() throws Exception {
    FetchProgram program =
        new FetchProgram(
            new FetchProgram.Limits(Duration.ofMinutes(1), 1L << 30), directory, Map.of());

    assertThatThrownBy(() -> program.run(List.of("no-such-git", "clone"), "trying"))
        .hasMessage("trying: no-such-git is not installed on this machine");
  }

  @Test
  void of_what_a_failed_program_said_the_end_is_told() throws Exception {
    Path work = Files.createDirectories(directory.resolve("work"));
    FetchProgram program =
        new FetchProgram(new FetchProgram.Limits(Duration.ofMinutes(1), 1L << 30), work, Map.of());
    String talkative = "head -c 20000 /dev/zero | tr '\\0' x; echo the reason; exit 3";

    assertThatThrownBy(() -> program.run(List.of("sh", "-c", talkative), "trying"))
        .hasMessageMatching("trying: sh ended with 3: x{4085}the reason");
  }

  private static TestFetch limited(Path site, Duration time) {
    return new TestFetch(Web.of(Map.of()), site, new FetchProgram.Limits(time, 2L << 20));
  }

  private byte[] archive() throws IOException, InterruptedException {
    Path mine = Files.createDirectories(directory.resolve("pack/mine"));
    Files.writeString(mine.resolve("mine.sh"), "exit 0\n");
    shell("tar -czf %1$s/a.tgz -C %1$s/pack mine".formatted(directory));
    return Files.readAllBytes(directory.resolve("a.tgz"));
  }

  private static void shell(String line) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of("sh", "-c", line)).inheritIO().start();
    assertThat(process.waitFor()).as(line).isZero();
  }
}
