package org.autotest.client.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.autotest.client.files.Unguessable;
import org.autotest.client.test.TestFinder;
import org.autotest.core.failure.Blame;
import org.autotest.core.files.FileTree;

/// Fetches a test: an archive (`tar`, packed by gzip, bzip2, xz or zstd) over http, https or from a
/// file, or a repository by git. A checksum behind the address is verified before anything is
/// unpacked:
///
/// ```
/// https://tests.example/mytest.tar.gz#sha256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
/// git://git.example/mytest.git:branch
/// ```
public final class TestFetch {
  private static final Pattern ARCHIVE =
      Pattern.compile("(.+)\\.(?:tar(?:\\.(?:gz|bz2|xz|zst))?|tgz|tbz2|txz)");
  private static final Pattern GIT =
      Pattern.compile(
          "(git://[^\\s:]+(?::\\d+/[^\\s:]+)?|(?:https?|ssh|file)://\\S+?\\.git)(?::([\\w./-]*))?");
  private static final Pattern CHECKSUM = Pattern.compile("sha256=([0-9a-fA-F]{64})");
  private static final long BYTES_MAX = 4L << 30;

  /// Of `git`, and of `tar`.
  private static final FetchProgram.Limits LIMITS =
      new FetchProgram.Limits(Duration.ofMinutes(30), 4 * BYTES_MAX);

  private final Web web;
  private final Path siteTests;
  private final FetchProgram.Limits limits;

  /// A fetch into a directory of tests. An archive has 4 GiB at most; what is in it, or in a
  /// repository, 16 GiB; and either takes half an hour at most.
  public TestFetch(Web web, Path siteTests) {
    this(web, siteTests, LIMITS);
  }

  /// A fetch with other limits of repositories, and of what is in archives.
  TestFetch(Web web, Path siteTests, FetchProgram.Limits limits) {
    this.web = web;
    this.siteTests = siteTests;
    this.limits = limits;
  }

  /// Fetches one. Nothing is left behind when that fails.
  ///
  /// @param name what the test is called; empty to take the name from the address
  /// @return the directory of the test
  /// @throws FetchFailed when it cannot be fetched, or there is a test of that name already
  public Path fetch(String address, Optional<String> name) throws IOException {
    String test = name.orElseGet(() -> nameIn(address));
    if (!TestFinder.isName(test) || test.contains("/") || test.contains(":")) {
      throw new FetchFailed(
          Blame.SUBMITTER, "fetching %s: '%s' is no name of a test".formatted(address, test));
    }
    Path target = siteTests.resolve(test);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FetchFailed(
          Blame.SUBMITTER,
          "fetching %s: %s is there already; remove it, or give another name"
              .formatted(address, target));
    }
    Files.createDirectories(siteTests);
    Path scratch = Unguessable.directory(siteTests, ".fetch-");
    try {
      Matcher git = GIT.matcher(address);
      Path fetched =
          git.matches()
              ? cloned(git.group(1), Optional.ofNullable(git.group(2)), scratch)
              : unpacked(address, scratch);
      Files.move(fetched, target);
      return target;
    } finally {
      FileTree.delete(scratch);
    }
  }

  /// `https://host/test-dbench.tar.bz2#sha256=…` → `dbench`.
  public static String nameIn(String address) {
    Matcher git = GIT.matcher(address);
    String path = git.matches() ? git.group(1) : address.replaceFirst("[#?].*", "");
    String last = path.substring(path.lastIndexOf('/') + 1);
    Matcher archive = ARCHIVE.matcher(last);
    String bare = archive.matches() ? archive.group(1) : last.replaceFirst("\\.git$", "");
    return bare.replaceFirst("^test-", "");
  }

  private Path cloned(String repository, Optional<String> branch, Path scratch) throws IOException {
    Path target = scratch.resolve("clone");
    List<String> wanted =
        branch
            .filter(text -> !text.isEmpty())
            .map(text -> List.of("--branch", text))
            .orElse(List.of());
    run(
        scratch,
        Stream.of(
                Stream.of("git", "clone", "--quiet", "--depth", "1"),
                wanted.stream(),
                Stream.of("--", repository, target.toString()))
            .flatMap(words -> words)
            .toList(),
        "fetching " + repository);
    return target;
  }

  private Path unpacked(String address, Path scratch) throws IOException {
    Path archive = download(address, Files.createDirectory(scratch.resolve("download")));
    Path target = Files.createDirectory(scratch.resolve("unpacked"));
    run(
        scratch,
        List.of("tar", "-x", "-f", archive.toString(), "-C", target.toString(), "--no-same-owner"),
        "unpacking " + address);
    try (Stream<Path> entries = Files.list(target)) {
      List<Path> all = entries.limit(2).toList();
      boolean wrapped =
          all.size() == 1 && Files.isDirectory(all.getFirst(), LinkOption.NOFOLLOW_LINKS);
      return wrapped ? all.getFirst() : target;
    }
  }

  private Path download(String address, Path scratch) throws IOException {
    String attempt = "fetching " + address;
    if (!Fetcher.isUrl(address) && !address.startsWith("file:")) {
      throw new FetchFailed(
          Blame.SUBMITTER, attempt + ": only http, https, file and git addresses can be fetched");
    }
    Optional<String> wanted = checksum(address, attempt);
    String bare = address.replaceFirst("#.*", "").replaceFirst("^file:/(?!/)", "file:///");
    Path archive = new Fetcher(web, scratch, BYTES_MAX).get(bare);
    if (wanted.isPresent()) {
      String found = Checksum.of("SHA-256", archive);
      if (!wanted.get().equals(found)) {
        throw new FetchFailed(
            Blame.LAB,
            "%s: its SHA-256 is %s, not %s as wanted".formatted(attempt, found, wanted.get()));
      }
    }
    return archive;
  }

  private static Optional<String> checksum(String address, String attempt) {
    int fragment = address.indexOf('#');
    if (fragment < 0) {
      return Optional.empty();
    }
    Matcher matcher = CHECKSUM.matcher(address.substring(fragment + 1));
    if (!matcher.matches()) {
      throw new FetchFailed(
          Blame.SUBMITTER, attempt + ": behind the # stands sha256= and 64 hexadecimal digits");
    }
    return Optional.of(matcher.group(1).toLowerCase(Locale.ROOT));
  }

  private void run(Path scratch, List<String> command, String attempt) throws IOException {
    new FetchProgram(limits, scratch, web.variables()).run(command, attempt);
  }
}
