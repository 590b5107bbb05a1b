package org.autotest.client.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.autotest.client.files.Unguessable;
import org.autotest.core.failure.Blame;
import org.autotest.core.files.FileTree;

/// Packages of tests, dependencies, profilers and kernels in repositories: `<type>-<name>.tar.bz2`
/// (or `.tar.gz`, `.tar.xz`), beside a file `packages.checksum` with a line `<sha256> <file name>`
/// for each. A package without such a line is not installed, nor is one with another checksum.
public final class Packages {
  /// The list of checksums in a repository.
  public static final String CHECKSUMS = "packages.checksum";

  private static final Set<String> TYPES = Set.of("test", "dep", "profiler", "kernel", "client");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]{0,200}");
  private static final List<String> SUFFIXES = List.of(".tar.bz2", ".tar.gz", ".tar.xz");

  private static final int LIST_BYTES_MAX = 1 << 20;
  private static final Duration UNPACKING_MAX = Duration.ofMinutes(30);

  private final Supplier<Web> web;
  private final Path cache;
  private final long bytesMax;
  private final List<String> repositories = new CopyOnWriteArrayList<>();

  /// Packages of no repository yet.
  ///
  /// @param web how servers are reached, asked each time
  /// @param cache for what is fetched; kept between jobs
  /// @param bytesMax the most that a package may have; what is in it four times as much, and half
  ///   an hour to be unpacked
  public Packages(Supplier<Web> web, Path cache, long bytesMax) {
    this.web = web;
    this.cache = cache;
    this.bytesMax = bytesMax;
  }

  /// Adds a repository; the newest is asked first.
  ///
  /// @param url http, https or file
  public void addRepository(String url) {
    if (!Fetcher.isUrl(url)) {
      throw new FetchFailed(
          Blame.SUBMITTER, "adding repository %s: no URL of http, https or file".formatted(url));
    }
    String bare = url.replaceFirst("/+$", "");
    repositories.remove(bare);
    repositories.addFirst(bare);
  }

  /// Where packages are looked for, in this order.
  public List<String> repositories() {
    return List.copyOf(repositories);
  }

  /// Fetches a package and unpacks it, in the place of what is there.
  ///
  /// @param directory becomes the directory of its files
  /// @return where it came from
  /// @throws FetchFailed when no repository has it, it is not what the checksum says, or its files
  ///   cannot be written
  public String install(String name, String type, Path directory) {
    try {
      Found found = find(name, type);
      unpack(found, directory.toAbsolutePath());
      return found.url();
    } catch (IOException cannot) {
      throw new FetchFailed(Blame.LAB, "installing %s %s: %s".formatted(type, name, cannot));
    }
  }

  private void unpack(Found found, Path directory) throws IOException {
    Path parent = Files.createDirectories(directory.getParent());
    Path scratch = Unguessable.directory(parent, ".package-");
    try {
      Path fresh = Files.createDirectory(scratch.resolve("unpacked"));
      new FetchProgram(new FetchProgram.Limits(UNPACKING_MAX, 4 * bytesMax), scratch, Map.of())
          .run(
              List.of(
                  "tar", "-xf", found.file().toString(), "-C", fresh.toString(), "--no-same-owner"),
              "unpacking " + found.url());
      FileTree.delete(directory);
      Files.move(fresh, directory);
    } finally {
      FileTree.delete(scratch);
    }
  }

  /// Fetches a package.
  ///
  /// @return the file, whose checksum is right
  public Path fetch(String name, String type) throws IOException {
    return find(name, type).file();
  }

  /// The checksum that a list has for a file; empty when it has none.
  static Optional<String> checksum(String list, String file) {
    return list.lines()
        .map(line -> line.strip().split("\\s+\\*?", 2))
        .filter(parts -> parts.length == 2 && parts[1].equals(file))
        .map(parts -> parts[0].toLowerCase(Locale.ROOT))
        .reduce((_, last) -> last);
  }

  private record Found(Path file, String url) {}

  /// Refuses what cannot be a package.
  ///
  /// @throws FetchFailed for another type, or a name that is none of a file
  public static void requireKind(String name, String type) {
    if (!TYPES.contains(type) || !NAME.matcher(name).matches()) {
      throw new FetchFailed(
          Blame.SUBMITTER,
          "fetching package '%s' of type '%s': no such kind".formatted(name, type));
    }
  }

  private Found find(String name, String type) throws IOException {
    requireKind(name, type);
    List<String> problems = new ArrayList<>();
    for (String repository : repositories) {
      try {
        return findIn(repository, type + "-" + name);
      } catch (FetchFailed failed) {
        problems.add(failed.problem());
      }
    }
    String all = problems.isEmpty() ? "there is no repository" : String.join("; ", problems);
    throw new FetchFailed(
        Blame.SUBMITTER, "fetching package %s of type %s: %s".formatted(name, type, all));
  }

  private Found findIn(String repository, String stem) throws IOException {
    Path directory = cache.resolve(Integer.toHexString(repository.hashCode()));
    Fetcher fetcher = new Fetcher(web.get(), directory, bytesMax);
    String list = list(fetcher.get(repository + "/" + CHECKSUMS), repository);
    for (String suffix : SUFFIXES) {
      Optional<String> wanted = checksum(list, stem + suffix);
      if (wanted.isPresent()) {
        return verified(fetcher, repository, stem + suffix, wanted.get());
      }
    }
    throw new FetchFailed(
        Blame.SUBMITTER, "%s/%s has no line for %s".formatted(repository, CHECKSUMS, stem));
  }

  private static String list(Path file, String repository) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LIST_BYTES_MAX + 1);
      if (bytes.length > LIST_BYTES_MAX) {
        throw new FetchFailed(
            Blame.LAB,
            "%s/%s has more than %d bytes".formatted(repository, CHECKSUMS, LIST_BYTES_MAX));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private Found verified(Fetcher fetcher, String repository, String name, String wanted)
      throws IOException {
    String url = repository + "/" + name;
    if (wanted.length() != 64) {
      throw new FetchFailed(
          Blame.LAB,
          "fetching %s: its checksum is no SHA-256; make the list again with sha256sum"
              .formatted(url));
    }
    Path kept = cache.resolve(Integer.toHexString(repository.hashCode())).resolve(name);
    if (Files.isRegularFile(kept) && Checksum.of("SHA-256", kept).equals(wanted)) {
      return new Found(kept, url);
    }
    Path fetched = fetcher.get(url);
    String sum = Checksum.of("SHA-256", fetched);
    if (!sum.equals(wanted)) {
      Files.delete(fetched);
      throw new FetchFailed(
          Blame.LAB, "fetching %s: SHA-256 is %s, not %s".formatted(url, sum, wanted));
    }
    return new Found(fetched, url);
  }
}
