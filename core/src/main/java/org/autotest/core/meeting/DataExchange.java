package org.autotest.core.meeting;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.meeting.Network.Line;
import org.autotest.core.meeting.Network.Listener;
import org.jspecify.annotations.Nullable;

/// One host's side of an exchange. A client sends `[session, hosts, host, seconds, data]`; the
/// master answers `[true, {host: data}]` to all when all have come, or `[false, reason]` to one
/// that does not belong, and to all when they give too much. Each has 10 s to say what it has, and
/// as much to take the answer.
public final class DataExchange {
  private static final int RETRY_MILLIS = 500;
  private static final int SAYING_MILLIS = 10_000;
  private static final String ALL = "what all give together";

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
  /// @param data what JSON can hold; of all hosts together 1 MiB of it
  /// @param limit how long to wait
  /// @return what each host gave, by the names of the hosts, in their order
  /// @throws MeetingFailed when they do not all come in time, name other hosts, or give too much
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
      throws IOException, InterruptedException {
    Map<String, @Nullable Object> all = new TreeMap<>();
    all.put(host, own);
    byte[] answer = ExchangeMessage.of(ALL, List.of(true, all));
    Map<String, Line> waiting = new LinkedHashMap<>();
    try (Listener listener = TimeLeft.listen(network, port, end)) {
      while (all.size() < hosts.size()) {
        take(listener.accept(TimeLeft.millis(end)), session, all, waiting, end);
        answer = ExchangeMessage.of(ALL, List.of(true, all));
      }
      answer(waiting, answer);
    } catch (MalformedInput tooMuch) {
      answer(waiting, refusal(tooMuch.problem()));
      throw tooMuch;
    } finally {
      for (Line client : waiting.values()) {
        client.close();
      }
    }
    return all;
  }

  private static byte[] refusal(String reason) {
    return ExchangeMessage.of("a refusal", List.of(false, reason));
  }

  /// Answers all at once: one that is gone, or does not listen, keeps no other from its answer.
  private static void answer(Map<String, Line> waiting, byte[] answer) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(
          waiting.values().stream()
              .<Callable<Boolean>>map(client -> () -> isSaid(client, answer))
              .toList());
    }
  }

  /// False when it could not be said in time; the other side notices that itself.
  private static boolean isSaid(Line client, byte[] answer) {
    try {
      return TimeLeft.talk(
          client,
          TimeLeft.in(SAYING_MILLIS),
          () -> {
            ExchangeMessage.send(client, answer);
            return true;
          });
    } catch (IOException gone) {
      return false;
    }
  }

  /// Takes what one client gives; one that does not belong is told so, and one that says nothing in
  /// time is left alone: it may ask again.
  private void take(
      Line client,
      String session,
      Map<String, @Nullable Object> all,
      Map<String, Line> waiting,
      long end)
      throws IOException {
    try {
      List<@Nullable Object> said =
          TimeLeft.talk(
              client,
              TimeLeft.earlier(end, TimeLeft.in(SAYING_MILLIS)),
              () -> Values.list(ExchangeMessage.receive("what a client gives", client)));
      String name = said.size() == 5 ? Values.text(said.get(2), "") : "";
      boolean same =
          said.size() == 5 && session.equals(said.get(0)) && names(said.get(1)).equals(hosts);
      if (!same || !hosts.contains(name) || name.equals(host)) {
        refuse(client, "the hosts of %s differ".formatted(session));
        return;
      }
      all.put(name, said.get(4));
      Line older = waiting.put(name, client);
      if (older != null) {
        older.close();
      }
    } catch (MalformedInput wrong) {
      refuse(client, wrong.problem());
    } catch (IOException gone) {
      client.close();
      TimeLeft.millis(end);
    }
  }

  private static void refuse(Line client, String reason) throws IOException {
    isSaid(client, refusal(reason));
    client.close();
  }

  private Map<String, @Nullable Object> ask(
      String session, @Nullable Object own, Duration limit, long end)
      throws IOException, InterruptedException {
    List<@Nullable Object> message = new ArrayList<>();
    message.addAll(List.of(session, hosts, host, limit.toMillis() / 1000.0));
    message.add(own);
    byte[] text = ExchangeMessage.of("what %s gives".formatted(host), message);
    while (true) {
      String address = master.replaceFirst("#.*", "");
      int millis = Math.min(SAYING_MILLIS, TimeLeft.millis(end));
      try (Line connection = network.connect(address, port, millis)) {
        List<@Nullable Object> answer =
            TimeLeft.talk(
                connection,
                end,
                () -> {
                  ExchangeMessage.send(connection, text);
                  return Values.list(ExchangeMessage.receive(ALL, connection));
                });
        if (answer.size() == 2 && Values.truth(answer.get(0))) {
          return new TreeMap<>(Values.map(answer.get(1)));
        }
        throw new MeetingFailed(
            "session %s: %s"
                .formatted(
                    session, answer.size() == 2 ? answer.get(1) : "an answer that means nothing"));
      } catch (IOException notThereYet) {
        TimeUnit.MILLISECONDS.sleep(Math.min(RETRY_MILLIS, TimeLeft.millis(end)));
      }
    }
  }

  private static List<String> names(@Nullable Object value) {
    return Values.list(value).stream().map(String::valueOf).sorted().distinct().toList();
  }
}
