package org.autotest.core.meeting;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.autotest.core.meeting.Network.Line;
import org.autotest.core.meeting.Network.Listener;

/// One host's side of a barrier. A member says `TAG HOSTID`; the master answers `wait`, or `!tag`,
/// `!dup` to one that does not belong. When all are there it checks each with `ping` / `pong`, then
/// releases them with `rlse`, or sends `abrt` when one is gone or gives up.
public final class BarrierMember {
  private static final int WORD = 4;
  private static final int GREETING_MAX = 1024;
  private static final int REPLY_MILLIS = 5_000;
  private static final long RETRY_MILLIS = 500;

  private final Network network;
  private final String host;
  private final String tag;
  private final Duration limit;
  private final int port;

  /// This host's side.
  ///
  /// @param host this member's name, `host` or `host#suffix`
  /// @param tag names the meeting
  /// @param limit how long to wait
  public BarrierMember(Network network, String host, String tag, Duration limit, int port) {
    this.network = network;
    this.host = host;
    this.tag = tag;
    this.limit = limit;
    this.port = port;
  }

  /// Waits for all the members, of which this host is one. The first of the sorted names is the
  /// master.
  ///
  /// @param givesUp whether it meets them only to send them home
  /// @throws MeetingFailed when they do not come in time, or one of them gives up
  /// @throws IllegalArgumentException when this host is none of them
  public void meet(Collection<String> members, boolean givesUp) throws InterruptedException {
    List<String> sorted = members.stream().sorted().toList();
    if (!sorted.contains(host)) {
      throw new IllegalArgumentException(
          "barrier %s: %s is not among %s".formatted(tag, host, sorted));
    }
    if (sorted.size() == 1) {
      return;
    }
    long end = System.nanoTime() + limit.toNanos();
    try {
      if (sorted.getFirst().equals(host)) {
        beMaster(new TreeSet<>(sorted.subList(1, sorted.size())), givesUp, end);
      } else {
        beMember(sorted.getFirst().replaceFirst("#.*", ""), givesUp, end);
      }
    } catch (InterruptedIOException late) {
      throw new MeetingFailed("timeout waiting for barrier: " + tag);
    } catch (IOException failed) {
      throw new MeetingFailed("barrier %s: %s".formatted(tag, failed));
    }
  }

  private void beMaster(Set<String> awaited, boolean aborting, long end) throws IOException {
    Map<String, Line> present = new LinkedHashMap<>();
    try (Listener listener = network.listen(port)) {
      while (!present.keySet().containsAll(awaited)) {
        greet(listener.accept(TimeLeft.millis(end)), awaited, present);
      }
      release(present, aborting);
    } finally {
      for (Line member : present.values()) {
        member.close();
      }
    }
  }

  private void greet(Line member, Set<String> awaited, Map<String, Line> present)
      throws IOException {
    try {
      member.limitReads(REPLY_MILLIS);
      byte[] greeting = new byte[GREETING_MAX];
      int length = Math.max(0, member.in().read(greeting));
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

  private void release(Map<String, Line> present, boolean aborting) {
    boolean aborted = aborting;
    Set<String> lost = new TreeSet<>();
    for (Map.Entry<String, Line> member : present.entrySet()) {
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
    for (Line member : present.values()) {
      try {
        send(member, aborted || !lost.isEmpty() ? "abrt" : "rlse");
      } catch (IOException gone) {
        // It is told by its closed connection.
      }
    }
    if (!lost.isEmpty()) {
      throw new MeetingFailed(
          "barrier %s: no answer from %s".formatted(tag, String.join(", ", lost)));
    }
    requireNot(aborted);
  }

  private void beMember(String master, boolean aborting, long end)
      throws IOException, InterruptedException {
    while (true) {
      try (Line connection =
          network.connect(master, port, Math.min(REPLY_MILLIS, TimeLeft.millis(end)))) {
        send(connection, tag + " " + host);
        if (isReleased(connection, aborting, end)) {
          return;
        }
      } catch (InterruptedIOException late) {
        TimeLeft.millis(end);
      } catch (IOException notThereYet) {
        // The master may not listen yet, or has to be reached again.
      }
      TimeUnit.MILLISECONDS.sleep(Math.min(RETRY_MILLIS, TimeLeft.millis(end)));
    }
  }

  /// False when the master went away and has to be reached again.
  private boolean isReleased(Line connection, boolean aborting, long end) throws IOException {
    while (true) {
      connection.limitReads(TimeLeft.millis(end));
      switch (receive(connection)) {
        case "wait" -> {
          // The others are still to come.
        }
        case "ping" -> send(connection, aborting ? "abrt" : "pong");
        case "rlse" -> {
          return true;
        }
        case "abrt" -> requireNot(true);
        case "!dup" ->
            throw new MeetingFailed("barrier %s: %s is there already".formatted(tag, host));
        default -> {
          return false;
        }
      }
    }
  }

  private static void requireNot(boolean aborted) {
    if (aborted) {
      throw new MeetingFailed("Client requested abort");
    }
  }

  private static void send(Line line, String word) throws IOException {
    line.out().write(word.getBytes(StandardCharsets.UTF_8));
  }

  private static String receive(Line line) throws IOException {
    return new String(line.in().readNBytes(WORD), StandardCharsets.UTF_8);
  }
}
