package org.autotest.client.meeting;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.autotest.client.api.Barrier;
import org.autotest.client.api.JobError;

/// One host's side of a barrier. A member says `TAG HOSTID`; the master answers `wait`, or `!tag`,
/// `!dup` to one that does not belong. When all are there it checks each with `ping` / `pong`, then
/// releases them with `rlse`, or sends `abrt` when one is gone or gives up.
public final class HostBarrier implements Barrier {
  private static final int WORD = 4;
  private static final int GREETING_MAX = 1024;
  private static final int REPLY_MILLIS = 5_000;
  private static final long RETRY_MILLIS = 500;

  private final String host;
  private final String tag;
  private final Duration limit;
  private final int port;

  /// This host's side.
  ///
  /// @param host this member's name
  /// @param tag names the meeting
  /// @param limit how long to wait
  public HostBarrier(String host, String tag, Duration limit, int port) {
    this.host = host;
    this.tag = tag;
    this.limit = limit;
    this.port = port;
  }

  @Override
  public void rendezvous(String... members) {
    meet(members, false);
  }

  @Override
  public void giveUp(String... members) {
    meet(members, true);
  }

  private void meet(String[] members, boolean aborting) {
    List<String> sorted = Arrays.stream(members).sorted().toList();
    if (sorted.equals(List.of(host))) {
      return;
    }
    long end = System.nanoTime() + limit.toNanos();
    try {
      if (sorted.getFirst().equals(host)) {
        beMaster(new TreeSet<>(sorted.subList(1, sorted.size())), aborting, end);
      } else {
        beMember(sorted.getFirst().replaceFirst("#.*", ""), aborting, end);
      }
    } catch (SocketTimeoutException late) {
      throw new JobError("timeout waiting for barrier: " + tag);
    } catch (IOException failed) {
      throw new JobError("barrier %s: %s".formatted(tag, failed));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new JobError("barrier %s: the job is being stopped".formatted(tag));
    }
  }

  private void beMaster(Set<String> awaited, boolean aborting, long end) throws IOException {
    Map<String, Socket> present = new LinkedHashMap<>();
    try (ServerSocket listener = new ServerSocket()) {
      listener.setReuseAddress(true);
      listener.bind(new InetSocketAddress(port));
      while (!present.keySet().containsAll(awaited)) {
        listener.setSoTimeout(TimeLeft.millis(end));
        greet(listener.accept(), awaited, present);
      }
      release(present, aborting);
    } finally {
      for (Socket member : present.values()) {
        member.close();
      }
    }
  }

  private void greet(Socket member, Set<String> awaited, Map<String, Socket> present)
      throws IOException {
    try {
      member.setSoTimeout(REPLY_MILLIS);
      byte[] greeting = new byte[GREETING_MAX];
      int length = Math.max(0, member.getInputStream().read(greeting));
      String[] parts = new String(greeting, 0, length, StandardCharsets.UTF_8).split(" ", 2);
      String name = parts.length > 1 ? parts[1].strip() : "";
      if (!parts[0].equals(tag) || !awaited.contains(name)) {
        send(member, "!tag");
      } else if (present.containsKey(name)) {
        send(member, "!dup");
      } else {
        send(member, "wait");
        present.put(name, member);
        return;
      }
    } catch (IOException gone) {
      // Whoever it was does not come.
    }
    member.close();
  }

  private void release(Map<String, Socket> present, boolean aborting) {
    boolean aborted = aborting;
    Set<String> lost = new TreeSet<>();
    for (Map.Entry<String, Socket> member : present.entrySet()) {
      String answer = "";
      try {
        send(member.getValue(), "ping");
        answer = receive(member.getValue());
      } catch (IOException gone) {
        // Counted as lost below.
      }
      aborted |= answer.equals("abrt");
      if (!answer.equals("pong") && !answer.equals("abrt")) {
        lost.add(member.getKey());
      }
    }
    for (Socket member : present.values()) {
      try {
        send(member, aborted || !lost.isEmpty() ? "abrt" : "rlse");
      } catch (IOException gone) {
        // It is told by its closed connection.
      }
    }
    if (!lost.isEmpty()) {
      throw new JobError("barrier %s: no answer from %s".formatted(tag, String.join(", ", lost)));
    }
    requireNot(aborted);
  }

  private void beMember(String master, boolean aborting, long end)
      throws IOException, InterruptedException {
    while (true) {
      try (Socket connection = new Socket()) {
        connection.connect(
            new InetSocketAddress(master, port), Math.min(REPLY_MILLIS, TimeLeft.millis(end)));
        send(connection, tag + " " + host);
        if (isReleased(connection, aborting, end)) {
          return;
        }
      } catch (SocketTimeoutException late) {
        TimeLeft.millis(end);
      } catch (IOException notThereYet) {
        // The master may not listen yet, or has to be reached again.
      }
      TimeUnit.MILLISECONDS.sleep(Math.min(RETRY_MILLIS, TimeLeft.millis(end)));
    }
  }

  /// False when the master went away and has to be reached again.
  private boolean isReleased(Socket connection, boolean aborting, long end) throws IOException {
    while (true) {
      connection.setSoTimeout(TimeLeft.millis(end));
      switch (receive(connection)) {
        case "wait" -> {
          // The others are still to come.
        }
        case "ping" -> send(connection, aborting ? "abrt" : "pong");
        case "rlse" -> {
          return true;
        }
        case "abrt" -> requireNot(true);
        case "!dup" -> throw new JobError("barrier %s: %s is there already".formatted(tag, host));
        default -> {
          return false;
        }
      }
    }
  }

  private static void requireNot(boolean aborted) {
    if (aborted) {
      throw new JobError("Client requested abort");
    }
  }

  private static void send(Socket socket, String word) throws IOException {
    socket.getOutputStream().write(word.getBytes(StandardCharsets.UTF_8));
  }

  private static String receive(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readNBytes(WORD), StandardCharsets.UTF_8);
  }
}
