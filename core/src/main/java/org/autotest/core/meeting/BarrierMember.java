package org.autotest.core.meeting;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
  /// master; it may take 5 s more than the limit, to see that all are still there.
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
      throw new MeetingFailed("barrier %s: %s".formatted(tag, failed.getMessage()));
    }
  }

  private void beMaster(Set<String> awaited, boolean aborting, long end)
      throws IOException, InterruptedException {
    Map<String, Line> present = new LinkedHashMap<>();
    try (Listener listener = TimeLeft.listen(network, port, end)) {
      while (!present.keySet().containsAll(awaited)) {
        greet(listener.accept(TimeLeft.millis(end)), awaited, present, end);
      }
      release(present, aborting);
    } finally {
      for (Line member : present.values()) {
        member.close();
      }
    }
  }

  private void greet(Line member, Set<String> awaited, Map<String, Line> present, long end)
      throws IOException {
    try {
      long soon = TimeLeft.earlier(end, TimeLeft.in(REPLY_MILLIS));
      Optional<String> name = TimeLeft.talk(member, soon, () -> welcomed(member, awaited, present));
      if (name.isPresent()) {
        Line lost = present.put(name.get(), member);
        if (lost != null) {
          lost.close();
        }
        return;
      }
    } catch (IOException gone) {
      // Whoever it was does not come.
    }
    member.close();
  }

  /// The name of a member that has come, empty when it was sent away.
  private Optional<String> welcomed(Line member, Set<String> awaited, Map<String, Line> present)
      throws IOException {
    byte[] greeting = new byte[GREETING_MAX];
    int length = Math.max(0, member.in().read(greeting));
    String[] parts = new String(greeting, 0, length, StandardCharsets.UTF_8).split(" ", 2);
    String name = parts.length > 1 ? parts[1].strip() : "";
    Line before = present.get(name);
    if (!parts[0].equals(tag) || !awaited.contains(name)) {
      send(member, "!tag");
    } else if (before != null && isThere(before)) {
      send(member, "!dup");
    } else {
      send(member, "wait");
      return Optional.of(name);
    }
    return Optional.empty();
  }

  /// False when the other side has closed its end. It says nothing before it is asked.
  private static boolean isThere(Line member) {
    try {
      member.limitReads(1);
      return member.in().read() >= 0;
    } catch (InterruptedIOException silent) {
      return true;
    } catch (IOException broken) {
      return false;
    }
  }

  private void release(Map<String, Line> present, boolean aborting) throws InterruptedException {
    Map<String, String> answers = answers(present);
    Set<String> lost = new TreeSet<>();
    answers.forEach(
        (name, answer) -> {
          if (!answer.equals("pong") && !answer.equals("abrt")) {
            lost.add(name);
          }
        });
    boolean aborted = aborting || answers.containsValue("abrt");
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

  /// What each says when it is asked, all at once; nothing when it says so too late.
  private static Map<String, String> answers(Map<String, Line> present)
      throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads
          .invokeAll(
              present.entrySet().stream()
                  .<Callable<Map.Entry<String, String>>>map(
                      member -> () -> Map.entry(member.getKey(), answer(member.getValue())))
                  .toList())
          .stream()
          .map(Future::resultNow)
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
  }

  private static String answer(Line member) {
    try {
      return TimeLeft.talk(
          member,
          TimeLeft.in(REPLY_MILLIS),
          () -> {
            send(member, "ping");
            return receive(member);
          });
    } catch (IOException gone) {
      return "";
    }
  }

  private void beMember(String master, boolean aborting, long end)
      throws IOException, InterruptedException {
    while (true) {
      try (Line connection =
          network.connect(master, port, Math.min(REPLY_MILLIS, TimeLeft.millis(end)))) {
        if (TimeLeft.talk(connection, end, () -> isReleased(connection, aborting))) {
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
  private boolean isReleased(Line connection, boolean aborting) throws IOException {
    send(connection, tag + " " + host);
    while (true) {
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
