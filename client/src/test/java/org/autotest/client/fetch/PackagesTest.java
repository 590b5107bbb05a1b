package org.autotest.client.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.autotest.client.machine.Programs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Packages from a server and from a directory.
class PackagesTest {
  @TempDir private Path temp;

  private final Programs programs = new Programs((_, _, _, _) -> {});
  private HttpServer server;
  private Path repository;
  private String url;

  @BeforeEach
  void serve() throws IOException {
    repository = Files.createDirectories(temp.resolve("repository"));
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = SimpleFileServer.createFileServer(anyPort, repository, OutputLevel.NONE);
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void a_package_with_the_right_checksum_is_unpacked_in_the_place_of_the_old() throws Exception {
    publish("test-mine.tar.gz", "new");
    Path directory = temp.resolve("site_tests/mine");
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("old"), "");
    Packages packages = packages(1 << 20);
    packages.addRepository(url + "/");

    assertThat(packages.install("mine", "test", directory)).isEqualTo(url + "/test-mine.tar.gz");

    assertThat(directory.resolve("mine.py")).hasContent("new");
    assertThat(directory.resolve("old")).doesNotExist();
    publish("test-mine.tar.gz", "newer");
    packages.install("mine", "test", directory);
    assertThat(directory.resolve("mine.py")).hasContent("newer");
  }

  @Test
  void a_package_that_is_not_what_its_checksum_says_is_refused() throws Exception {
    Path file = publish("dep-lib.tar.gz", "good");
    Files.write(file, new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);
    Packages packages = packages(1 << 20);
    packages.addRepository("file://" + repository);

    assertThatThrownBy(() -> packages.install("lib", "dep", temp.resolve("lib")))
        .isInstanceOf(FetchFailed.class)
        .hasMessageContaining("SHA-256 is ");
    assertThat(temp.resolve("lib")).doesNotExist();
  }

  @Test
  void what_the_list_does_not_have_or_has_with_a_weak_checksum_is_refused() throws Exception {
    publish("test-mine.tar.gz", "x");
    Files.writeString(
        repository.resolve(Packages.CHECKSUMS),
        "d41d8cd98f00b204e9800998ecf8427e test-old.tar.bz2\n");
    Packages packages = packages(1 << 20);
    packages.addRepository(url);

    assertThatThrownBy(() -> packages.fetch("mine", "test"))
        .hasMessageContaining("has no line for test-mine");
    assertThatThrownBy(() -> packages.fetch("old", "test"))
        .hasMessageContaining("its checksum is no SHA-256");
    assertThatThrownBy(() -> packages.fetch("../../etc/passwd", "test"))
        .hasMessageContaining("no such kind");
    assertThatThrownBy(() -> packages.addRepository("ftp://host/x"))
        .hasMessageContaining("no URL of http, https or file");
  }

  @Test
  void a_package_that_is_too_large_leaves_nothing() throws Exception {
    publish("test-mine.tar.gz", "x");
    Packages packages = packages(100);
    packages.addRepository(url);

    assertThatThrownBy(() -> packages.fetch("mine", "test"))
        .hasMessageContaining("has more than 100 bytes");
    try (var files = Files.walk(temp.resolve("cache"))) {
      assertThat(files.map(Path::toString).toList())
          .noneMatch(name -> name.endsWith(".part") || name.endsWith(".gz"));
    }
  }

  @Test
  void a_list_that_is_too_long_and_files_that_are_too_large_are_refused() throws Exception {
    publish("test-mine.tar.gz", "0".repeat(100_000));
    Packages packages = packages(1_000);
    packages.addRepository(url);
    assertThatThrownBy(() -> packages.install("mine", "test", temp.resolve("site/mine")))
        .hasMessageContaining("unpacking " + url)
        .hasMessageContaining("has more than 4000 bytes");
    assertThat(temp.resolve("site")).isEmptyDirectory();

    Files.writeString(repository.resolve(Packages.CHECKSUMS), "x\n".repeat(1 << 20));

    Packages large = packages(1 << 30);
    large.addRepository(url);
    assertThatThrownBy(() -> large.fetch("mine", "test"))
        .isInstanceOf(FetchFailed.class)
        .hasMessageContaining("packages.checksum has more than 1048576 bytes");
  }

  @Test
  void a_download_that_never_ends_is_given_up() throws Exception {
    server.createContext(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (var body = exchange.getResponseBody()) {
            while (true) {
              body.write(0);
              body.flush();
            }
          }
        });
    Fetcher fetcher =
        new Fetcher(Web.of(Map.of()), temp.resolve("fetched"), 1L << 40, Duration.ofMillis(200));

    assertThatThrownBy(() -> fetcher.get(url + "/slow"))
        .isInstanceOf(FetchFailed.class)
        .hasMessageContaining("and that is not all");
    assertThat(temp.resolve("fetched")).isEmptyDirectory();
  }

  private Packages packages(long bytesMax) {
    return new Packages(() -> Web.of(Map.of()), temp.resolve("cache"), bytesMax);
  }

  private Path publish(String name, String text) throws IOException {
    Path content = Files.createDirectories(temp.resolve("content"));
    Files.writeString(content.resolve("mine.py"), text);
    Path file = repository.resolve(name);
    programs.require(
        List.of("tar", "-czf", file.toString(), "-C", content.toString(), "."),
        temp,
        Programs.SHORT);
    Files.writeString(
        repository.resolve(Packages.CHECKSUMS),
        "%s  %s\n".formatted(Checksum.of("SHA-256", file), name));
    return file;
  }
}
