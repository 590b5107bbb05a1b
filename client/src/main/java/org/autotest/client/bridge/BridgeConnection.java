package org.autotest.client.bridge;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.JsonWriter;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.MalformedInput;
import org.jspecify.annotations.Nullable;

/// One line of execution between the two sides. While a call waits for its answer the calls of the
/// other side are served by the same thread, depth first.
///
/// Safe for several threads: a whole exchange holds the connection, log records do not.
public final class BridgeConnection implements AutoCloseable {
  private final LineChannel channel;
  private final CallHandler handler;
  private final ReentrantLock exchange = new ReentrantLock();
  private long lastId;

  BridgeConnection(LineChannel channel, CallHandler handler) {
    this.channel = channel;
    this.handler = handler;
  }

  /// The worker's side: connects and says who it is.
  ///
  /// @param role `control`, `test` or `branch`
  public static BridgeConnection connect(
      java.nio.file.Path socket, String language, String role, String token, CallHandler handler)
      throws IOException {
    LineChannel channel =
        new LineChannel(SocketChannel.open(java.net.UnixDomainSocketAddress.of(socket)));
    Map<String, @Nullable Object> hello = new LinkedHashMap<>();
    hello.put("hello", language);
    hello.put("pid", ProcessHandle.current().pid());
    hello.put("role", role);
    hello.put("token", token);
    channel.writeLine(JsonWriter.write(hello));
    return new BridgeConnection(channel, handler);
  }

  /// Calls the other side and waits for the answer, however long it takes.
  ///
  /// @throws RaisedException when the answer is an exception
  /// @throws ConnectionLost when there will be no answer
  public @Nullable Object call(
      String name, List<? extends @Nullable Object> args, Map<String, @Nullable Object> kwargs)
      throws RaisedException {
    exchange.lock();
    try {
      long id = ++lastId;
      Map<String, @Nullable Object> message = new LinkedHashMap<>();
      message.put("id", id);
      message.put("call", name);
      message.put("args", args);
      if (!kwargs.isEmpty()) {
        message.put("kwargs", kwargs);
      }
      send(message);
      return awaitAnswer(id);
    } finally {
      exchange.unlock();
    }
  }

  /// Like the other, with arguments by position only.
  public @Nullable Object call(String name, @Nullable Object... args) throws RaisedException {
    return call(name, java.util.Arrays.asList(args), Map.of());
  }

  /// Sends a log record; never waits for the other side to take it.
  public void log(String level, String module, int line, String text) {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("log", level);
    message.put("module", module);
    message.put("line", line);
    message.put("text", text);
    send(message);
  }

  /// Serves calls until the other side goes away.
  public void serve() {
    try {
      while (true) {
        Map<String, @Nullable Object> message = receive();
        exchange.lock();
        try {
          take(message);
        } finally {
          exchange.unlock();
        }
      }
    } catch (ConnectionLost gone) {
      close();
    }
  }

  @Override
  public void close() {
    channel.close();
  }

  private @Nullable Object awaitAnswer(long id) throws RaisedException {
    while (true) {
      Map<String, @Nullable Object> message = receive();
      if (message.containsKey("call") || message.containsKey("log")) {
        take(message);
      } else if (message.get("id") instanceof Long answered && answered == id) {
        if (message.get("raise") != null) {
          throw new RaisedException(Raise.ofJson(Values.map(message.get("raise"))));
        }
        return message.get("return");
      } else {
        throw protocolBroken("an answer to a call that was not made");
      }
    }
  }

  private void take(Map<String, @Nullable Object> message) {
    if (message.get("log") instanceof String level) {
      int line = (int) Values.number(message.get("line"), 0);
      String module = Values.text(message.get("module"), "");
      handler.log(level, module, line, Values.text(message.get("text"), ""));
      return;
    }
    if (!(message.get("call") instanceof String name)) {
      throw protocolBroken("neither a call nor a log record");
    }
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("id", message.get("id"));
    try {
      Call call =
          new Call(name, Values.list(message.get("args")), Values.map(message.get("kwargs")));
      answer.put("return", handler.handle(call, this));
    } catch (RaisedException raised) {
      answer.put("raise", raised.raise().json());
    }
    send(answer);
  }

  private void send(Map<String, @Nullable Object> message) {
    try {
      channel.writeLine(JsonWriter.write(message));
    } catch (IOException gone) {
      throw new ConnectionLost("the other side of the bridge is gone", gone);
    }
  }

  private Map<String, @Nullable Object> receive() {
    try {
      String line = channel.readLine();
      if (line == null) {
        throw new ConnectionLost("the other side of the bridge is gone");
      }
      return Values.map(JsonReader.parse(line));
    } catch (IOException gone) {
      throw new ConnectionLost("the other side of the bridge is gone", gone);
    } catch (MalformedInput broken) {
      throw protocolBroken(Objects.requireNonNullElse(broken.getMessage(), "no JSON"));
    }
  }

  private ConnectionLost protocolBroken(String how) {
    close();
    return new ConnectionLost("the other side broke the bridge's protocol: " + how);
  }
}
