package org.autotest.autoserv.results;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.Links;
import org.autotest.autoserv.host.RemoteProcess;
import org.autotest.autoserv.host.TransferFailure;
import org.autotest.autoserv.results.ResultsReceiver.Received;
import org.autotest.core.failure.Blame;
import org.autotest.core.files.FileTree;

/// Brings files and directories of a machine here. What comes is not trusted: nothing of it lands
/// outside of the directory that was named.
public final class FileFetch {
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final Duration QUESTION_LIMIT = Duration.ofSeconds(60);
  private static final int FILES_MAX = 200_000;

  /// `$1` is the file, `$2` one of [Links].
  private static final String KIND =
      """
      case $2:$1 in KEPT:*/) ;; KEPT:*) if [ -L "$1" ]; then echo file; exit; fi ;; esac
      if [ -d "$1" ]; then echo directory; elif [ -e "$1" ]; then echo file; else echo nothing; fi
      """;

  private static final String SEND =
      """
      case $1 in /*) ;; *) set -- "./$1" "$2" ;; esac
      follow=
      [ "$2" != FOLLOWED ] || follow=-h
      case $1 in */) exec tar -cf - $follow -C "$1" . ;; esac
      name=./$(basename "$1")
      if [ "$2" = NAMED_FOLLOWED ] && [ -L "$1" ]; then
        if [ -d "$1" ]; then name=$name/.; else follow=-h; fi
      fi
      exec tar -cf - $follow -C "$(dirname "$1")" "$name"
      """;

  private final HostConnection host;
  private final RunLog log;
  private final long bytesMax;

  /// For files of one machine.
  ///
  /// @param bytesMax most bytes of one fetch
  public FileFetch(HostConnection host, RunLog log, long bytesMax) {
    this.host = host;
    this.log = log;
    this.bytesMax = bytesMax;
  }

  /// Brings one, as `rsync -a` would: a directory lands below `to`, of one that is named with a
  /// slash at its end only the content does; a file becomes `to`, or lands below it when that is a
  /// directory.
  ///
  /// @param from there; relative to the home directory
  /// @throws TransferFailure when it is not there, does not come whole, or is nothing that can
  ///   come: a device, a pipe, a link out of the directory; in a directory those are left out
  /// @throws ResultsUnwritable when the disk here does not take it
  public void fetch(String from, Path to, Links links) throws InterruptedException {
    Path target = to.toAbsolutePath().normalize();
    String doing = "fetching %s:%s".formatted(host.hostname(), from);
    try {
      switch (kind(from, links)) {
        case "directory" -> receive(from, links, Files.createDirectories(target), doing);
        case "file" -> fetchFile(from, links, target, doing);
        default -> throw TransferFailure.ofMachine(doing + ": it is not there");
      }
    } catch (IOException full) {
      throw new ResultsUnwritable(target, full);
    }
  }

  private String kind(String from, Links links) throws InterruptedException {
    CommandResult said = host.run(KIND, QUESTION_LIMIT, List.of(from, links.name()));
    return said.stdout().strip();
  }

  /// Its name may be another here: that of the disk's encoding, see [SafeNames].
  private void fetchFile(String from, Links links, Path target, String doing)
      throws InterruptedException, IOException {
    if (Files.isDirectory(target)) {
      requireAny(receive(from, links, target, doing), doing);
      return;
    }
    Path above = Files.createDirectories(Optional.ofNullable(target.getParent()).orElseThrow());
    Path fresh = Files.createTempDirectory(above, ".fetched-");
    try {
      requireAny(receive(from, links, fresh, doing), doing);
      Files.move(only(fresh, doing), target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      FileTree.delete(fresh);
    }
  }

  private static Path only(Path directory, String doing) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.findFirst()
          .orElseThrow(() -> new TransferFailure(Blame.HOST, doing + ": nothing came"));
    }
  }

  private static void requireAny(Received received, String doing) {
    if (received.files() == 0 && !received.refused().isEmpty()) {
      throw TransferFailure.ofMachine("%s: %s".formatted(doing, received.refused().getFirst()));
    }
  }

  private Received receive(String from, Links links, Path root, String doing)
      throws InterruptedException {
    try (RemoteProcess tar = host.start(SEND, LIMIT, List.of(from, links.name()))) {
      Received received;
      try {
        received =
            new ResultsReceiver(root, bytesMax, FILES_MAX, Optional::of).receive(tar.stdout());
        tar.stdout().transferTo(OutputStream.nullOutputStream());
      } catch (IOException broken) {
        int exit = tar.waitFor();
        String words = new CommandResult(exit, "", tar.stderr()).complaint();
        throw new TransferFailure(
            Blame.HOST, "%s: %s: %s".formatted(doing, broken.getMessage(), words));
      }
      if (received.overLimit()) {
        throw TransferFailure.ofMachine(
            "%s: it is larger than the limit of %d MB".formatted(doing, bytesMax >> 20));
      }
      received.refused().forEach(line -> log.log(Level.WARNING, doing + ": left out: " + line));
      int exit = tar.waitFor();
      if (exit != 0) {
        throw new TransferFailure(
            Blame.HOST, doing + ": " + new CommandResult(exit, "", tar.stderr()).complaint());
      }
      return received;
    }
  }
}
