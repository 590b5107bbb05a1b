package org.autotest.autoserv.python;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.autotest.autoserv.host.SystemThreads;
import org.autotest.core.failure.MalformedInput;
import org.jspecify.annotations.Nullable;

/// What comes in over a [Line], read by a thread of its own: so it is seen at once when the process
/// at the other end is gone, also while one of its calls is served. That call is interrupted then:
/// nobody waits for its answer.
final class Heard {
  /// Work for a call.
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  /// @param words empty at the end of the line
  /// @param broken why it ended, unless the other side closed it
  private record Message(
      @Nullable Map<String, @Nullable Object> words, Optional<Exception> broken) {}

  /// More are read when some of them are taken.
  private static final int WAITING_MAX = 100;

  private final BlockingQueue<Message> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
  private @Nullable Thread serving;
  private boolean gone;

  private Heard() {}

  /// Reads until the line ends or is closed. Nobody else may read it.
  static Heard on(Line line) {
    Heard heard = new Heard();
    SystemThreads.start(() -> heard.read(line));
    return heard;
  }

  /// The next message; null at the end of the line.
  ///
  /// @throws IOException when the connection broke, or a message is too long
  /// @throws MalformedInput when it is no message
  @Nullable Map<String, @Nullable Object> next() throws IOException, InterruptedException {
    Message message = waiting.take();
    if (message.broken().isPresent()) {
      switch (message.broken().get()) {
        case IOException broken -> throw broken;
        case MalformedInput wrong -> throw wrong;
        default -> throw new IllegalStateException(message.broken().get());
      }
    }
    return message.words();
  }

  /// Serves a call, unless whoever called is gone.
  void serve(Work call) throws IOException {
    if (!begin()) {
      return;
    }
    try {
      call.run();
    } finally {
      end();
    }
  }

  private synchronized boolean begin() {
    if (gone) {
      return false;
    }
    serving = Thread.currentThread();
    return true;
  }

  /// The interrupt was for the call, not for what comes after it.
  private synchronized void end() {
    serving = null;
    if (gone) {
      var _ = Thread.interrupted();
    }
  }

  private synchronized void lose() {
    gone = true;
    if (serving != null) {
      serving.interrupt();
    }
  }

  private void read(Line line) {
    try {
      Message message;
      do {
        message = message(line);
        if (message.words() == null) {
          lose();
        }
        waiting.put(message);
      } while (message.words() != null);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static Message message(Line line) {
    try {
      return new Message(line.read(), Optional.empty());
    } catch (IOException | MalformedInput broken) {
      return new Message(null, Optional.of(broken));
    }
  }
}
