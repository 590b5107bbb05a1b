package org.autotest.web.files;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;

/// Sends a file of the results over HTTP: as text that no browser will run, or as a download when
/// it is none; whole, or one range of it.
public final class FileAnswer {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
  private static final int LOOK_BYTES = 4_096;

  private FileAnswer() {}

  /// Bytes from `from` to `to`, both included.
  record Range(long from, long to) {
    long length() {
      return to - from + 1;
    }
  }

  /// Answers with the file and closes it when all is sent. A file that grows meanwhile is sent up
  /// to its size of this moment.
  ///
  /// @param name for a download
  public static void send(Context http, ResultsFiles.Opened file, String name) {
    long size = file.sizeBytes();
    Optional<Range> range;
    try {
      range = range(http.header("Range"), size);
    } catch (BadRequest unsatisfiable) {
      close(file);
      http.status(416).header("Content-Range", "bytes */" + size).result("");
      return;
    }
    http.header("Accept-Ranges", "bytes");
    http.header("X-Content-Type-Options", "nosniff");
    http.header("Content-Security-Policy", "sandbox; default-src 'none'");
    http.header("Last-Modified", httpDate(file));
    try {
      boolean binary = isBinary(file);
      http.contentType(binary ? "application/octet-stream" : "text/plain; charset=utf-8");
      if (binary) {
        http.header("Content-Disposition", "attachment; filename=\"%s\"".formatted(safe(name)));
      }
      Range part = range.orElse(new Range(0, size - 1));
      if (range.isPresent()) {
        http.status(206);
        http.header("Content-Range", "bytes %d-%d/%d".formatted(part.from, part.to, size));
      }
      http.disableCompression();
      http.header("Content-Length", Long.toString(part.length()));
      file.channel().position(part.from);
      http.result(new ChannelStream(file, part.length()));
    } catch (IOException failure) {
      close(file);
      throw new ResultsUnreadable(Blame.LAB, name, failure);
    }
  }

  /// Empty when there is no range, or one that may be ignored.
  ///
  /// @param header may be null
  /// @throws BadRequest when it lies beyond the file
  static Optional<Range> range(@org.jspecify.annotations.Nullable String header, long size) {
    if (header == null) {
      return Optional.empty();
    }
    Matcher matcher = RANGE.matcher(header.strip());
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return Optional.empty();
    }
    long from;
    long to = size - 1;
    if (matcher.group(1).isEmpty()) {
      from = Math.max(0, size - Long.parseLong(matcher.group(2)));
    } else {
      from = Long.parseLong(matcher.group(1));
      if (!matcher.group(2).isEmpty()) {
        long last = Long.parseLong(matcher.group(2));
        if (last < from) {
          return Optional.empty();
        }
        to = Math.min(to, last);
      }
    }
    if (from > to) {
      throw BadRequest.invalid("range", "begins beyond the end");
    }
    return Optional.of(new Range(from, to));
  }

  private static boolean isBinary(ResultsFiles.Opened file) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(LOOK_BYTES);
    file.channel().position(0);
    file.channel().read(start);
    start.flip();
    while (start.hasRemaining()) {
      if (start.get() == 0) {
        return true;
      }
    }
    return false;
  }

  private static String httpDate(ResultsFiles.Opened file) {
    return java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.format(
        file.modifiedAt().atZone(java.time.ZoneOffset.UTC));
  }

  private static String safe(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private static void close(ResultsFiles.Opened file) {
    try {
      file.close();
    } catch (IOException alreadyUseless) {
      // It was only read.
      return;
    }
  }

  /// A bounded part of an open file; closing it closes the file.
  private static final class ChannelStream extends InputStream {
    private final ResultsFiles.Opened file;
    private long left;

    ChannelStream(ResultsFiles.Opened file, long length) {
      this.file = file;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int most = (int) Math.min(length, left);
      int got = file.channel().read(ByteBuffer.wrap(target, offset, most));
      if (got > 0) {
        left -= got;
      }
      return got;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
