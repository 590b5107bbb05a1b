package org.autotest.client.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.autotest.client.process.ProcessNotStarted;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.JsonWriter;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BridgeTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final List<String> log = new CopyOnWriteArrayList<>();
  @TempDir Path parent;

  private BridgeServer server;

  @BeforeEach
  void listen() throws Exception {
    server = BridgeServer.open(parent);
    server.awaitListening();
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.socket().getParent()).doesNotExist();
  }

  @Test
  void a_parent_may_have_a_name_of_any_length() throws Exception {
    for (int length = 1; length < 100; length++) {
      Path other = Files.createDirectory(parent.resolve("x".repeat(length)));
      try (BridgeServer below = BridgeServer.open(other)) {
        below.awaitListening();
        assertThat(below.socket()).exists();
      }
    }
  }

  @Test
  void its_socket_is_elsewhere_when_its_path_would_be_too_long() throws Exception {
    Path deep = Files.createDirectories(parent.resolve("long-name-of-a-directory/".repeat(5)));
    assertThat(server.socket()).startsWith(parent);

    try (BridgeServer below = BridgeServer.open(deep)) {
      below.awaitListening();
      assertThat(below.socket()).exists().isNotEqualTo(deep);
      assertThat(deep).isEmptyDirectory();
    }
  }

  @Test
  void where_it_cannot_listen_it_says_so_and_why() throws Exception {
    try (BridgeServer below = BridgeServer.open(parent)) {
      Files.createFile(below.socket());
      assertThatThrownBy(below::awaitListening)
          .isInstanceOf(ProcessNotStarted.class)
          .hasMessageContaining("listening at " + below.socket() + ": Address already in use");
    }
  }

  @Test
  void who_comes_after_its_end_is_told() throws Exception {
    BridgeServer over = BridgeServer.open(parent);
    over.close();

    assertThatThrownBy(over::awaitListening).isInstanceOf(ProcessNotStarted.class);
  }

  @Test
  void what_nobody_comes_to_leaves_nothing() throws Exception {
    Path directory;
    try (BridgeServer unused = BridgeServer.open(parent)) {
      directory = unused.socket().getParent();
      assertThat(directory).isEmptyDirectory();
    }
    assertThat(directory).doesNotExist();
  }

  /// Counts down by calling the other side until nothing is left.
  private final class Countdown implements CallHandler {
    @Override
    public @Nullable Object handle(Call call, BridgeConnection caller) throws RaisedException {
      long number = Values.number(call.argument(0, "number"), -1);
      if (number < 0) {
        throw new RaisedException(Raise.of("ValueError", "below zero"));
      }
      if (number == 0) {
        return List.of("end");
      }
      caller.log("INFO", "countdown", (int) number, "at " + number);
      return caller.call("countdown", number - 1);
    }

    @Override
    public void log(String level, String module, int line, String text) {
      log.add(level + " " + module + ":" + line + " " + text);
    }
  }

  @Test
  void calls_nest_in_both_directions_and_records_come_in_order() throws Exception {
    Seat seat = server.seat(new Countdown());
    BridgeConnection worker = connect(seat, "test");
    Thread serving = Thread.ofPlatform().start(worker::serve);

    BridgeConnection harness = seat.await(LIMIT);

    assertThat(harness.call("countdown", 20L)).isEqualTo(List.of("end"));
    assertThat(log).hasSize(20).first().isEqualTo("INFO countdown:20 at 20");
    assertThatThrownBy(() -> harness.call("countdown", -5L))
        .isInstanceOfSatisfying(
            RaisedException.class,
            raised -> assertThat(raised.raise().message()).isEqualTo("below zero"));
    seat.close();
    serving.join();
  }

  @Test
  void a_branch_has_a_line_of_execution_of_its_own() throws Exception {
    Seat seat = server.seat(new Countdown());
    BridgeConnection branch = connect(seat, "branch");

    assertThat(branch.call("countdown", 0L)).isEqualTo(List.of("end"));
    branch.close();
  }

  @Test
  void a_stranger_is_turned_away() throws Exception {
    Seat seat = server.seat(new Countdown());
    seat.close();
    BridgeConnection stranger = connect(seat, "test");

    assertThatThrownBy(() -> stranger.call("countdown", 0L)).isInstanceOf(ConnectionLost.class);
    assertThatThrownBy(() -> seat.await(LIMIT)).isInstanceOf(ConnectionLost.class);
  }

  @Test
  void nonsense_ends_the_connection_and_nothing_else() throws Exception {
    Seat seat = server.seat(new Countdown());
    try (SocketChannel raw = SocketChannel.open(UnixDomainSocketAddress.of(server.socket()))) {
      String hello = "{\"hello\":\"x\",\"role\":\"branch\",\"token\":\"" + seat.token() + "\"}\n";
      raw.write(ByteBuffer.wrap((hello + "no json\n").getBytes(StandardCharsets.UTF_8)));

      assertThat(raw.read(ByteBuffer.allocate(10))).isEqualTo(-1);
    }
    assertThat(connect(seat, "branch").call("countdown", 0L)).isEqualTo(List.of("end"));
  }

  @Test
  void only_this_user_can_reach_the_socket() throws Exception {
    assertThat(Files.getPosixFilePermissions(server.socket().getParent()))
        .extracting(Enum::name)
        .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE", "OWNER_EXECUTE");
  }

  @Test
  void an_exception_keeps_what_it_is_made_of() {
    Raise raise =
        new Raise(
            "CmdError",
            "command failed",
            List.of("ls", 2L, "", "no such file"),
            List.of("CmdError", "TestError"),
            "Traceback\n");

    Raise back = Raise.ofJson(Values.map(JsonReader.parse(JsonWriter.write(raise.json()))));

    assertThat(back).isEqualTo(raise);
    assertThat(back.is("TestError")).isTrue();
    assertThat(Raise.ofJson(Map.of("type", "X")).bases()).containsExactly("X");
  }

  private BridgeConnection connect(Seat seat, String role) throws Exception {
    return BridgeConnection.connect(server.socket(), "java", role, seat.token(), new Countdown());
  }
}
