package org.autotest.client.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.autotest.client.files.Unguessable;
import org.autotest.core.failure.Blame;

/// Gets files by path or URL. What is fetched appears only when it is whole.
public final class Fetcher {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final List<String> SCHEMES = List.of("http", "https", "file");

  private final Web web;
  private final Path directory;
  private final long bytesMax;
  private final Duration limit;

  /// A fetcher, which takes half an hour for a file at most.
  ///
  /// @param directory for what is fetched
  /// @param bytesMax the most that one file may have
  public Fetcher(Web web, Path directory, long bytesMax) {
    this(web, directory, bytesMax, LIMIT);
  }

  /// One with a limit of its own for the time that a file takes, give or take a minute.
  Fetcher(Web web, Path directory, long bytesMax, Duration limit) {
    this.web = web;
    this.directory = directory;
    this.bytesMax = bytesMax;
    this.limit = limit;
  }

  /// Whether it is a URL of a kind that can be fetched.
  public static boolean isUrl(String place) {
    int colon = place.indexOf("://");
    return colon > 0 && SCHEMES.contains(place.substring(0, colon).toLowerCase(Locale.ROOT));
  }

  /// The file of a path, or of a URL after it was fetched.
  ///
  /// @throws FetchFailed when it cannot be had
  public Path get(String place) throws IOException {
    if (!isUrl(place)) {
      Path file = Path.of(place);
      if (!Files.exists(file)) {
        throw new FetchFailed(Blame.SUBMITTER, "looking for %s: it is not there".formatted(place));
      }
      return file;
    }
    return fetch(place);
  }

  /// The file of the first URL that can be fetched.
  ///
  /// @throws FetchFailed when none can; tells what each of them gave
  public Path firstOf(List<String> urls) throws IOException {
    List<String> problems = new ArrayList<>();
    for (String url : urls) {
      try {
        return fetch(url);
      } catch (FetchFailed failed) {
        problems.add(failed.problem());
      }
    }
    throw new FetchFailed(Blame.LAB, String.join("; ", problems));
  }

  private Path fetch(String url) throws IOException {
    Files.createDirectories(directory);
    Path target = directory.resolve(fileName(url));
    // Others may be fetching the same.
    Path partial = directory.resolve(target.getFileName() + "." + Unguessable.text() + ".part");
    try {
      Web.Answer answer = open(URI.create(url));
      try (InputStream in = answer.in();
          OutputStream out = Files.newOutputStream(partial)) {
        copy(in, out, answer.bytes(), url);
      }
    } catch (IOException | IllegalArgumentException failed) {
      Files.deleteIfExists(partial);
      String why =
          failed.getClass() == IOException.class
              ? String.valueOf(failed.getMessage())
              : failed.toString();
      throw new FetchFailed(Blame.LAB, "fetching %s: %s".formatted(url, why));
    }
    return Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
  }

  private Web.Answer open(URI url) throws IOException {
    return "file".equalsIgnoreCase(url.getScheme())
        ? new Web.Answer(url.toURL().openStream(), -1)
        : web.get(url);
  }

  private void copy(InputStream in, OutputStream out, long wanted, String url) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long begun = System.nanoTime();
    long total = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      total += count;
      if (total > bytesMax) {
        throw new IOException("%s has more than %d bytes".formatted(url, bytesMax));
      }
      if (System.nanoTime() - begun > limit.toNanos()) {
        throw new IOException(
            "%d bytes in %d s, and that is not all".formatted(total, limit.toSeconds()));
      }
      out.write(buffer, 0, count);
    }
    if (wanted >= 0 && total != wanted) {
      throw new IOException("%d bytes came of %d".formatted(total, wanted));
    }
  }

  /// The last part of the path of a URL.
  static String fileName(String url) {
    String path = url.replaceFirst("[?#].*$", "").replaceFirst("/+$", "");
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.isEmpty() || name.equals(".") || name.equals("..") ? "download" : name;
  }
}
