package org.autotest.core.meeting;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.JsonWriter;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.meeting.Network.Line;
import org.autotest.core.meeting.Network.Listener;
import org.jspecify.annotations.Nullable;

/// One host's side of an exchange. A message is four bytes of length, big end first, then JSON. A
/// client sends `[session, hosts, host, seconds, data]`; the master answers `[true, {host: data}]`
/// to all when all have come, or `[false, reason]` to one that does not belong.
public final class DataExchange {
  private static final int MESSAGE_MAX = 64 << 20;
  private static final int RETRY_MILLIS = 500;
  private static final int CONNECT_MILLIS = 10_000;

  private final Network network;
  private final String master;
  private final String host;
  private final List<String> hosts;
  private final int port;

  /// This host's side.
  ///
  /// @param master one of the hosts, by the name that reaches it
  /// @param host this host's name
  /// @param hosts all of them
  public DataExchange(Network network, String master, String host, List<String> hosts, int port) {
    this.network = network;
    this.master = master;
    this.host = host;
    this.hosts = hosts.stream().sorted().distinct().toList();
    this.port = port;
    if (!this.hosts.contains(host) || !this.hosts.contains(master)) {
      throw new IllegalArgumentException(
          "%s and %s are not both among %s".formatted(host, master, hosts));
    }
  }

  /// Gives data, and waits for those of all others.
  ///
  /// @param session names the exchange; the same at all hosts
  /// @param data what JSON can hold
  /// @param limit how long to wait
  /// @return what each host gave, by the names of the hosts, in their order
  /// @throws MeetingFailed when they do not all come in time, or name other hosts
  public Map<String, @Nullable Object> exchange(
      String session, @Nullable Object data, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    try {
      return master.equals(host) ? serve(session, data, end) : ask(session, data, limit, end);
    } catch (InterruptedIOException late) {
      throw new MeetingFailed(
          "session %s: not all of %s came in %d s".formatted(session, hosts, limit.toSeconds()));
    } catch (IOException | MalformedInput failed) {
      throw new MeetingFailed("session %s: %s".formatted(session, failed.getMessage()));
    }
  }

  private Map<String, @Nullable Object> serve(String session, @Nullable Object own, long end)
      throws IOException {
    Map<String, @Nullable Object> all = new TreeMap<>();
    Map<String, Line> waiting = new LinkedHashMap<>();
    all.put(host, own);
    try (Listener listener = network.listen(port)) {
      while (all.size() < hosts.size()) {
        take(listener.accept(TimeLeft.millis(end)), session, all, waiting, end);
      }
      for (Line client : waiting.values()) {
        answer(client, all);
      }
    } finally {
      for (Line client : waiting.values()) {
        client.close();
      }
    }
    return all;
  }

  /// One that is gone meanwhile keeps no other from its answer.
  private static void answer(Line client, Map<String, @Nullable Object> all) {
    try {
      send(client, List.of(true, all));
    } catch (IOException gone) {
      // It says so itself.
    }
  }

  /// Takes what one client gives; one that does not belong is told so, and one that says nothing
  /// sensible is left alone: it may ask again.
  private void take(
      Line client,
      String session,
      Map<String, @Nullable Object> all,
      Map<String, Line> waiting,
      long end)
      throws IOException {
    try {
      client.limitReads(Math.min(CONNECT_MILLIS, TimeLeft.millis(end)));
      List<@Nullable Object> said = Values.list(receive(client));
      String name = said.size() == 5 ? Values.text(said.get(2), "") : "";
      boolean same =
          said.size() == 5 && session.equals(said.get(0)) && names(said.get(1)).equals(hosts);
      if (!same || !hosts.contains(name) || name.equals(host)) {
        send(client, List.of(false, "the hosts of %s differ".formatted(session)));
        client.close();
        return;
      }
      all.put(name, said.get(4));
      Line older = waiting.put(name, client);
      if (older != null) {
        older.close();
      }
    } catch (InterruptedIOException silent) {
      client.close();
      TimeLeft.millis(end);
    } catch (IOException | MalformedInput gone) {
      client.close();
    }
  }

  private Map<String, @Nullable Object> ask(
      String session, @Nullable Object own, Duration limit, long end)
      throws IOException, InterruptedException {
    List<@Nullable Object> message = new ArrayList<>();
    message.addAll(List.of(session, hosts, host, limit.toMillis() / 1000.0));
    message.add(own);
    while (true) {
      String address = master.replaceFirst("#.*", "");
      int millis = Math.min(CONNECT_MILLIS, TimeLeft.millis(end));
      try (Line connection = network.connect(address, port, millis)) {
        send(connection, message);
        connection.limitReads(TimeLeft.millis(end));
        List<@Nullable Object> answer = Values.list(receive(connection));
        if (answer.size() == 2 && Values.truth(answer.get(0))) {
          return new TreeMap<>(Values.map(answer.get(1)));
        }
        throw new MeetingFailed("session %s: %s".formatted(session, answer.getLast()));
      } catch (IOException notThereYet) {
        TimeUnit.MILLISECONDS.sleep(Math.min(RETRY_MILLIS, TimeLeft.millis(end)));
      }
    }
  }

  private static List<String> names(@Nullable Object value) {
    return Values.list(value).stream().map(String::valueOf).sorted().distinct().toList();
  }

  private static void send(Line line, Object message) throws IOException {
    byte[] text = JsonWriter.write(message).getBytes(StandardCharsets.UTF_8);
    DataOutputStream out = new DataOutputStream(line.out());
    out.writeInt(text.length);
    out.write(text);
    out.flush();
  }

  private static @Nullable Object receive(Line line) throws IOException {
    DataInputStream in = new DataInputStream(line.in());
    int length = in.readInt();
    if (length < 0 || length > MESSAGE_MAX) {
      throw new IOException("%d bytes are too many".formatted(length));
    }
    byte[] text = in.readNBytes(length);
    if (text.length < length) {
      throw new IOException("it went away after %d of %d bytes".formatted(text.length, length));
    }
    return JsonReader.parse(new String(text, StandardCharsets.UTF_8));
  }
}
