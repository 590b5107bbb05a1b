package org.autotest.autoserv.control;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.autotest.autoserv.api.CommandFailed;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.FileTransfer;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.Links;
import org.autotest.autoserv.lab.LabProblem;
import org.autotest.autoserv.results.FileFetch;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.autoserv.results.RunLog;
import org.autotest.core.files.FileTree;

/// Files that go to one machine and come from it, for its [ServerHost].
final class HostFiles {
  private static final Duration QUESTION_LIMIT = Duration.ofSeconds(60);
  private static final String TEMPORARY = "umask 077; mktemp -d /tmp/autoserv-XXXXXX";
  private static final String REMOVE =
      "for d; do case $d in /tmp/autoserv-??????) rm -rf -- \"$d\" ;; esac; done";
  private static final String FILES =
      "IFS=; for f in $1; do [ -e \"$f\" ] && printf '%s\\n' \"$f\"; done; :";

  /// What stands there in place of a directory is left to the transfer.
  private static final String EMPTY =
      """
      case $1 in /*) d=$1 ;; *) d=./$1 ;; esac
      [ -L "$d" ] || [ ! -d "$d" ] || find "$d/" -mindepth 1 -maxdepth 1 -exec rm -rf -- {} +
      """;

  private final HostConnection connection;
  private final FileFetch fetch;
  private final Supplier<Path> here;
  private final List<String> temporary = new ArrayList<>();
  private Optional<String> inputs = Optional.empty();

  /// @param bytesMax most bytes of what comes at once
  /// @param here what names on this side are relative to
  HostFiles(HostConnection connection, RunLog log, long bytesMax, Supplier<Path> here) {
    this.connection = connection;
    this.fetch = new FileFetch(connection, log, bytesMax);
    this.here = here;
  }

  /// Makes a directory there.
  ///
  /// @return its absolute path
  String temporaryDirectory() {
    CommandResult made = ask(TEMPORARY, List.of());
    if (!made.isSuccess()) {
      throw new CommandFailed(connection.hostname(), TEMPORARY, made);
    }
    String directory = made.stdout().strip();
    temporary.add(directory);
    return directory;
  }

  /// Removes the directories that were made.
  void tidyUp() {
    if (!temporary.isEmpty()) {
      ask(REMOVE, List.copyOf(temporary));
      temporary.clear();
      inputs = Optional.empty();
    }
  }

  boolean exists(String path) {
    return ask("[ -e \"$1\" ]", List.of(path)).isSuccess();
  }

  List<String> matching(String pattern) {
    return ask(FILES, List.of(pattern)).stdout().lines().toList();
  }

  /// Sends what a command shall read.
  ///
  /// @return the absolute path of a file that is nobody else's
  String input(String text) {
    String directory = inputs.orElseGet(this::temporaryDirectory);
    inputs = Optional.of(directory);
    try {
      Path file = Files.createTempFile("stdin-", "");
      try {
        Files.writeString(file, text);
        send(file.toString(), directory + "/", Links.KEPT);
        return directory + "/" + file.getFileName();
      } finally {
        Files.delete(file);
      }
    } catch (IOException full) {
      throw new LabProblem("writing what a command shall read: " + full.getMessage());
    }
  }

  private CommandResult ask(String script, List<String> arguments) {
    return Stopped.answered(() -> connection.run(script, QUESTION_LIMIT, arguments));
  }

  void send(String from, String to, Links links) {
    FileTransfer transfer = new FileTransfer(connection);
    Path source = here.get().resolve(from);
    Stopped.instead(() -> transfer.send(source, from.endsWith("/"), to, links));
  }

  void get(String from, String to, Links links) {
    Path target = here.get().resolve(to);
    Stopped.instead(() -> fetch.fetch(from, target, links));
  }

  void sendExactly(String from, String to) {
    if (Files.isDirectory(here.get().resolve(from))) {
      String arrives = from.endsWith("/") ? to : to + "/" + name(from);
      ask(EMPTY, List.of(arrives));
    }
    send(from, to, Links.NAMED_FOLLOWED);
  }

  void getExactly(String from, String to) {
    if (ask("[ -d \"$1\" ]", List.of(from)).isSuccess()) {
      Path below = here.get().resolve(to);
      empty(from.endsWith("/") ? below : below.resolve(name(from)));
    }
    get(from, to, Links.NAMED_FOLLOWED);
  }

  List<String> getAll(String pattern, String to) {
    List<String> found = matching(pattern);
    Path target = here.get().resolve(to);
    try {
      Files.createDirectories(target);
    } catch (IOException full) {
      throw new ResultsUnwritable(target, full);
    }
    found.forEach(file -> get(file, to, Links.NAMED_FOLLOWED));
    return found;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static void empty(Path arrives) {
    if (!Files.isDirectory(arrives, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(arrives)) {
      for (Path one : all) {
        FileTree.delete(one);
      }
    } catch (IOException stays) {
      throw new ResultsUnwritable(arrives, stays);
    }
  }
}
