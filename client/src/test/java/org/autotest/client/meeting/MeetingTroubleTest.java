package org.autotest.client.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Hosts, and strangers, that say too much, too slowly, nothing or nonsense where others meet.
class MeetingTroubleTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String A = "127.0.0.1#a";
  private static final String B = "127.0.0.1#b";
  private static final String C = "127.0.0.1#c";

  private int port;

  @BeforeEach
  void choosePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      port = probe.getLocalPort();
    }
  }

  @Test
  void one_that_says_a_little_now_and_then_keeps_nobody_past_the_limit() throws Exception {
    Duration moment = Duration.ofSeconds(1);
    CompletableFuture<Throwable> exchange =
        failing(() -> sync(A, List.of(A, B)).exchange("s", 1, moment));
    try (Socket slow = connect()) {
      send(slow, "\0\0\1\0");
      keepSaying(slow, " ", exchange);
    }
    assertThat(exchange.join()).hasMessage("session s: not all of [%s, %s] came in 1 s", A, B);

    try (ServerSocket server = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Throwable> barrier =
          failing(() -> new HostBarrier(B, "t", moment, port).rendezvous(A, B));
      try (Socket line = server.accept()) {
        keepSaying(line, "wait", barrier);
      }
      assertThat(barrier.join()).hasMessage("timeout waiting for barrier: t");
    }
  }

  @Test
  void too_much_data_is_refused_in_words() throws Exception {
    List<String> hosts = List.of(A, B);
    CompletableFuture<Throwable> master =
        failing(() -> sync(A, hosts).exchange("s", "x".repeat(600_000), LIMIT));
    try (Socket greedy = connect()) {
      greedy.getOutputStream().write(new byte[] {0, 32, 0, 0});
      greedy.getOutputStream().write(new byte[32 << 16]);
      assertThat(answer(greedy))
          .startsWith("[false")
          .contains("what a client gives: 2097152 bytes, more than 1048576");
    }

    assertThatThrownBy(() -> sync(B, hosts).exchange("s", "y".repeat(600_000), LIMIT))
        .hasMessageMatching("session s: what all give together: 12\\d{5} bytes, more than 1048576");
    assertThat(master.get(60, TimeUnit.SECONDS)).hasMessageContaining("what all give together: 12");
    assertThatThrownBy(() -> sync(B, hosts).exchange("s", "y".repeat(1 << 20), LIMIT))
        .hasMessageStartingWith("session s: what 127.0.0.1#b gives: 10486");
  }

  @Test
  void an_answer_that_means_nothing_is_said_to_be_so() throws Exception {
    try (ServerSocket server = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Throwable> client =
          failing(() -> sync(B, List.of(A, B)).exchange("s", 1, LIMIT));
      try (Socket line = server.accept()) {
        say(line, "[]");
        assertThat(client.get(60, TimeUnit.SECONDS))
            .hasMessage("session s: an answer that means nothing");
      }
    }
  }

  @Test
  void a_port_that_another_meeting_holds_is_waited_for_and_named_when_it_stays_taken()
      throws Exception {
    CompletableFuture<Void> waiting;
    try (ServerSocket _ = new ServerSocket(port)) {
      Duration moment = Duration.ofMillis(700);
      long begun = System.nanoTime();
      assertThatThrownBy(() -> new HostBarrier(A, "t", moment, port).rendezvous(A, B))
          .hasMessageContaining("barrier t: listening at port %d: Address already in use", port);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(moment);
      assertThatThrownBy(() -> sync(A, List.of(A, B)).exchange("s", 1, moment))
          .hasMessageContaining("session s: listening at port %d: Address already in use", port);

      waiting =
          CompletableFuture.runAsync(() -> new HostBarrier(A, "t", LIMIT, port).rendezvous(A, B));
    }
    new HostBarrier(B, "t", LIMIT, port).rendezvous(A, B);
    waiting.get(60, TimeUnit.SECONDS);
  }

  @Test
  void a_member_that_lost_its_connection_comes_back_and_one_that_did_not_is_there_once()
      throws Exception {
    CompletableFuture<Void> master =
        CompletableFuture.runAsync(() -> new HostBarrier(A, "t", LIMIT, port).rendezvous(A, B, C));
    try (Socket lost = connect()) {
      send(lost, "t " + B);
      assertThat(word(lost)).isEqualTo("wait");
    }
    try (Socket back = connect();
        Socket twice = connect();
        Socket last = connect()) {
      send(back, "t " + B);
      assertThat(word(back)).isEqualTo("wait");
      send(twice, "t " + B);
      assertThat(word(twice)).isEqualTo("!dup");
      send(last, "t " + C);
      assertThat(word(last)).isEqualTo("wait");
      for (Socket member : List.of(back, last)) {
        assertThat(word(member)).isEqualTo("ping");
        send(member, "pong");
      }
      assertThat(word(back) + word(last)).isEqualTo("rlserlse");
    }
    master.get(60, TimeUnit.SECONDS);
  }

  private HostSyncData sync(String host, List<String> hosts) {
    return new HostSyncData(A, host, hosts, port);
  }

  private static CompletableFuture<Throwable> failing(Runnable meeting) {
    return CompletableFuture.supplyAsync(() -> catchThrowable(meeting::run));
  }

  /// Says it ten times a second until the meeting is over.
  private static void keepSaying(Socket slow, String word, CompletableFuture<?> meeting)
      throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!meeting.isDone()) {
      assertThat(System.nanoTime()).as("the meeting goes on").isLessThan(end);
      try {
        send(slow, word);
      } catch (IOException closed) {
        // The other side ends it.
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /// A connection to the one that listens, or soon will.
  private Socket connect() throws IOException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        return socket;
      } catch (IOException notYet) {
        if (System.nanoTime() > end) {
          throw notYet;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  private static void send(Socket socket, String word) throws IOException {
    socket.getOutputStream().write(word.getBytes(StandardCharsets.UTF_8));
  }

  private static String word(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(4), StandardCharsets.UTF_8);
  }

  private static void say(Socket socket, String json) throws IOException {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(text.length);
    out.write(text);
  }

  private static String answer(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
