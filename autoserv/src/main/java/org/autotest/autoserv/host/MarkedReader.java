package org.autotest.autoserv.host;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Cuts the output of a shell into pieces at lines that begin with a mark:
///
/// ```
/// output of a command
/// 5b0c…e1 exit 0
/// ```
///
/// The mark is random, so no output holds it by accident. A thread of its own reads, so that the
/// other side never blocks on a full pipe.
final class MarkedReader {
  /// Output up to a mark.
  ///
  /// @param words what followed the mark on its line; empty at the end of the stream
  /// @param cutBytes how much of the text was left out
  /// @param ended the stream is over
  record Piece(String words, String text, long cutBytes, boolean ended) {}

  private static final int LINE_BYTES_MAX = 200;

  private final InputStream in;
  private final byte[] mark;
  private final int limit;
  private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(8);
  private final Thread thread;
  private BoundedBytes text;

  MarkedReader(InputStream in, String mark, int limit, String threadName) {
    this.in = new BufferedInputStream(in);
    this.mark = (mark + " ").getBytes(StandardCharsets.US_ASCII);
    this.limit = limit;
    this.text = new BoundedBytes(limit);
    this.thread = Thread.ofPlatform().daemon().name(threadName).start(this::read);
  }

  /// The next piece, or null when none came within the limit. After the last there is none.
  @Nullable Piece next(Duration wait) throws InterruptedException {
    return pieces.poll(Math.max(wait.toMillis(), 0), TimeUnit.MILLISECONDS);
  }

  /// What has come since the last piece, but for the last line when that has no end yet.
  synchronized String soFar() {
    return text.text();
  }

  /// Gives up: for whoever waits for a piece that is the end.
  void stop() {
    thread.interrupt();
    var _ = pieces.offer(new Piece("", "", 0, true));
  }

  private void read() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n' && isMarked(line)) {
          pieces.put(cut(words(line)));
          line.reset();
        } else {
          line.write(b);
          if (b == '\n' || line.size() >= LINE_BYTES_MAX) {
            add(line);
            line.reset();
          }
        }
      }
      end(line);
    } catch (IOException closed) {
      endUninterrupted(line);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void add(ByteArrayOutputStream line) {
    text.add(line.toByteArray(), line.size());
  }

  private synchronized Piece cut(String words) {
    text.dropLast();
    Piece piece = new Piece(words, text.text(), text.cutBytes(), false);
    text = new BoundedBytes(limit);
    return piece;
  }

  private void endUninterrupted(ByteArrayOutputStream line) {
    try {
      end(line);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(ByteArrayOutputStream line) throws InterruptedException {
    add(line);
    pieces.put(new Piece("", soFar(), 0, true));
  }

  private boolean isMarked(ByteArrayOutputStream line) {
    if (line.size() < mark.length) {
      return false;
    }
    byte[] bytes = line.toByteArray();
    for (int i = 0; i < mark.length; i++) {
      if (bytes[i] != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private String words(ByteArrayOutputStream line) {
    String text = line.toString(StandardCharsets.US_ASCII);
    return text.substring(mark.length).strip();
  }
}
