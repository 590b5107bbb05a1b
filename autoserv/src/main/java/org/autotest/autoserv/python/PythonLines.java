package org.autotest.autoserv.python;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.autoserv.control.Stopped;
import org.autotest.autoserv.host.SystemThreads;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.MalformedInput;
import org.jspecify.annotations.Nullable;

/// The connections of a control file, each served by a thread: of its process, of the threads in
/// it, and of the children that it forks. Closing ends them all.
final class PythonLines implements AutoCloseable {
  private final ServerSocketChannel server;
  private final Map<String, Handler> handlers;
  private final Raises raises;
  private final PythonHosts hosts;
  private final Part whole;
  private final Branches branches;
  private final String token;
  private final ExecutorService threads = SystemThreads.perTask();
  private final AtomicInteger count = new AtomicInteger();

  /// Nobody is listened to yet.
  ///
  /// @param whole the control file itself
  /// @param token by which it is known
  PythonLines(
      ServerSocketChannel server,
      Map<String, Handler> handlers,
      Raises raises,
      PythonHosts hosts,
      Part whole,
      Branches branches,
      String token) {
    this.server = server;
    this.handlers = handlers;
    this.raises = raises;
    this.hosts = hosts;
    this.whole = whole;
    this.branches = branches;
    this.token = token;
  }

  /// Listens from now on.
  void open() {
    threads.execute(this::accept);
  }

  /// Ends what calls are at work on.
  void stop() {
    threads.shutdownNow();
  }

  @Override
  public void close() {
    boolean stopped = Thread.interrupted();
    try {
      // What was logged at the end is still read, unless the job is being stopped.
      server.close();
      threads.shutdown();
      if (stopped || !threads.awaitTermination(10, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        log(Level.WARNING, "a call of the control file does not end");
      }
    } catch (IOException broken) {
      log(Level.WARNING, "ending the control file: " + broken.getMessage());
    } catch (InterruptedException stop) {
      stopped = true;
      threads.shutdownNow();
    }
    if (stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel socket = server.accept();
        threads.execute(() -> serve(socket));
      }
    } catch (ClosedChannelException over) {
      // The control file is over.
    } catch (IOException broken) {
      log(Level.ERROR, "listening to the control file: " + broken.getMessage());
    }
  }

  private void serve(SocketChannel socket) {
    int number = count.getAndIncrement();
    try (Line line = new Line(socket)) {
      Map<String, @Nullable Object> hello = line.read();
      part(hello).ifPresent(part -> part.run(() -> converse(line, number)));
    } catch (IOException | MalformedInput broken) {
      log(Level.WARNING, "a connection of the control file: " + broken.getMessage());
    } catch (Stopped stop) {
      log(Level.DEBUG, "line %d: told to stop".formatted(number));
    } finally {
      if (number > 0) {
        hosts.closeLine(number);
      }
    }
  }

  /// Empty for one that does not know a token.
  private Optional<Part> part(@Nullable Map<String, @Nullable Object> hello) {
    String given = hello == null ? "" : Values.text(hello.get("token"), "");
    return given.equals(token) ? Optional.of(whole) : branches.part(given);
  }

  private void converse(Line line, int number) {
    Heard heard = Heard.on(line);
    try {
      for (var message = heard.next(); message != null; message = heard.next()) {
        Map<String, @Nullable Object> said = message;
        if (said.containsKey("call")) {
          heard.serve(() -> answer(line, said, number));
        } else if (said.containsKey("log")) {
          log(said);
        }
      }
    } catch (ClosedChannelException | InterruptedException over) {
      // The job is being ended.
    } catch (IOException | MalformedInput broken) {
      log(Level.WARNING, "a connection of the control file: " + broken.getMessage());
    }
  }

  private void answer(Line line, Map<String, @Nullable Object> message, int number)
      throws IOException {
    long id = Values.number(message.get("id"), 0);
    String name = Values.text(message.get("call"), "");
    List<@Nullable Object> args = Values.list(message.get("args"));
    Object value;
    try {
      Handler handler = handlers.get(name);
      if (handler == null) {
        throw new IllegalArgumentException("there is no call " + name);
      }
      value = handler.serve(new Asked(name, args), number);
    } catch (RuntimeException thrown) {
      line.answer(id, "raise", raises.of(thrown).json());
      return;
    }
    line.answer(id, "return", value);
  }

  private void log(Level level, String text) {
    whole.results().log().log(level, text);
  }

  private static void log(Map<String, @Nullable Object> message) {
    Level level =
        switch (Values.text(message.get("log"), "INFO")) {
          case "DEBUG" -> Level.DEBUG;
          case "WARNING" -> Level.WARNING;
          case "ERROR" -> Level.ERROR;
          default -> Level.INFO;
        };
    Part.current()
        .log(
            level,
            Values.text(message.get("module"), ""),
            Values.number(message.get("line"), 0),
            Values.text(message.get("text"), ""));
  }
}
