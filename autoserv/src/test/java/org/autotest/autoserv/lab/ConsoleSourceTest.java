package org.autotest.autoserv.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the connections of consoles go to.
final class ConsoleSourceTest {
  private static final int ESTABLISHED = 1;

  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource({
    "bmc,-H bmc",
    "bmc:624,-H bmc -p 624",
    "10.0.0.7:624,-H 10.0.0.7 -p 624",
    "fe80::7,-H fe80::7",
    "[fe80::7],-H fe80::7",
    "[fe80::7]:624,-H fe80::7 -p 624"
  })
  void a_controller_has_a_name_or_an_address_of_either_kind(String address, String options)
      throws Exception {
    Path said = temp.resolve("said");
    Path tool = Files.writeString(temp.resolve("ipmitool"), "#!/bin/sh\necho $* >" + said + "\n");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    ProcessBuilder reading =
        new ProcessBuilder(SerialOverLan.command(List.of("sol", address, "admin", "/pw")));
    reading.environment().merge("PATH", temp.toString(), (old, ours) -> ours + ":" + old);

    assertThat(reading.start().waitFor()).isZero();

    assertThat(said)
        .hasContent(
            "-I lanplus %s sol activate"
                .formatted(options.replaceFirst("-H \\S+", "$0 -U admin -f /pw")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bmc:x", "[fe80::7]:0", "[fe80::7", ":624"})
  void what_is_no_address_is_refused(String address) {
    assertThatThrownBy(() -> SerialOverLan.command(List.of("sol", address, "admin", "/pw")))
        .isInstanceOf(LabProblem.class)
        .hasMessageStartingWith("reading a console: '");
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "[::1]", "127.0.0.1"})
  void a_terminal_server_is_asked_soon_whether_it_is_still_there(String address) throws Exception {
    try (ServerSocket port = new ServerSocket(0, 5, InetAddress.getByName(address));
        ConsoleSource console =
            TcpConsole.of(List.of("tcp", address, String.valueOf(port.getLocalPort())))) {
      CompletableFuture<String> first = new CompletableFuture<>();
      Thread reader = Thread.ofVirtual().start(() -> read(console, first));
      try (Socket line = port.accept()) {
        line.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("hello");

        assertThat(secondsUntilAsked(port.getLocalPort())).isBetween(1L, 30L);
      }
      reader.join();
    }
  }

  private static void read(ConsoleSource console, CompletableFuture<String> first) {
    try {
      console.read((bytes, n) -> first.complete(new String(bytes, 0, n, StandardCharsets.UTF_8)));
    } catch (IOException | InterruptedException broken) {
      first.completeExceptionally(broken);
    }
  }

  /// Of the connection to a port, as the kernel says it: a timer of kind 2 is that of keepalive.
  private static long secondsUntilAsked(int port) throws IOException {
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields[2].endsWith(":%04X".formatted(port))
            && Integer.parseInt(fields[3], 16) == ESTABLISHED
            && fields[5].startsWith("02:")) {
          return Long.parseLong(fields[5].substring(3), 16) / 100;
        }
      }
    }
    return -1;
  }
}
