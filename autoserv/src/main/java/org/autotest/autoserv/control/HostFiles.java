package org.autotest.autoserv.control;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.autotest.autoserv.api.CommandFailed;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.FileTransfer;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.Links;
import org.autotest.autoserv.host.TransferFailure;
import org.autotest.autoserv.lab.LabProblem;
import org.autotest.autoserv.results.FileFetch;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.autoserv.results.RunLog;
import org.autotest.core.failure.Blame;
import org.autotest.core.files.FileTree;

/// Files that go to one machine and come from it, for its [ServerHost].
final class HostFiles {
  private static final Duration QUESTION_LIMIT = Duration.ofSeconds(60);
  private static final Duration EMPTYING_LIMIT = Duration.ofHours(1);
  private static final String TEMPORARY = "umask 077; mktemp -d /tmp/autoserv-XXXXXX";
  private static final String REMOVE =
      "for d; do case $d in /tmp/autoserv-??????) rm -rf -- \"$d\" ;; esac; done";
  private static final String FILES =
      "IFS=; for f in $1; do [ -e \"$f\" ] && printf '%s\\n' \"$f\"; done; :";

  /// `$2` is not empty when only the content comes, which goes through a link. A file that stands
  /// in the place of a directory is left to the transfer.
  private static final String EMPTY =
      """
      case $1 in /*) d=$1 ;; *) d=./$1 ;; esac
      if [ -z "$2" ] && [ -L "$d" ]; then exec rm -f -- "$d"; fi
      [ ! -d "$d" ] || exec find "$d/" -mindepth 1 -maxdepth 1 -exec rm -rf -- {} +
      """;

  /// The root, and the home directory.
  private static final Pattern NEVER_EMPTIED = Pattern.compile("[./]*");

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
    CommandResult names = ask(FILES, List.of(pattern));
    if (names.isCut()) {
      throw TransferFailure.ofMachine(
          "looking for %s on %s: the names of what it fits have more than 1 MiB"
              .formatted(pattern, connection.hostname()));
    }
    return names.stdout().lines().toList();
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
    Path source = here.get().resolve(from).toAbsolutePath().normalize();
    Path name = source.getFileName();
    if (name != null && Files.isDirectory(source)) {
      boolean contentOnly = from.endsWith("/");
      String above = to.isEmpty() || to.endsWith("/") ? to : to + "/";
      emptyThere(contentOnly ? to : above + name, contentOnly);
    }
    send(from, to, Links.NAMED_FOLLOWED);
  }

  private void emptyThere(String directory, boolean contentOnly) {
    if (NEVER_EMPTIED.matcher(directory).matches()) {
      throw new IllegalArgumentException(
          "the root and the home directory of a machine are not emptied; '%s' is one of them"
              .formatted(directory));
    }
    List<String> arguments = List.of(directory, contentOnly ? "content" : "");
    CommandResult emptied =
        Stopped.answered(() -> connection.run(EMPTY, EMPTYING_LIMIT, arguments));
    if (!emptied.isSuccess()) {
      throw new TransferFailure(
          Blame.HOST,
          "emptying %s:%s: %s".formatted(connection.hostname(), directory, emptied.complaint()));
    }
  }

  void getExactly(String from, String to) {
    if (ask("[ -d \"$1\" ]", List.of(from)).isSuccess()) {
      Path below = here.get().resolve(to).toAbsolutePath().normalize();
      empty(from.endsWith("/") ? below : arriving(below, from));
    }
    get(from, to, Links.NAMED_FOLLOWED);
  }

  /// Where a directory arrives; a link in its place is removed.
  private static Path arriving(Path below, String from) {
    String name = name(from);
    if (name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException(
          "'%s' is a directory without a name; with a slash at its end its content is meant"
              .formatted(from));
    }
    Path arrives = below.resolve(name);
    try {
      if (Files.isSymbolicLink(arrives)) {
        Files.delete(arrives);
      }
      return arrives;
    } catch (IOException stays) {
      throw new ResultsUnwritable(arrives, stays);
    }
  }

  List<String> getAll(String pattern, String to) {
    List<String> found = matching(pattern);
    refuseSameNames(found);
    Path target = here.get().resolve(to);
    try {
      Files.createDirectories(target);
    } catch (IOException full) {
      throw new ResultsUnwritable(target, full);
    }
    found.forEach(file -> get(file, to, Links.NAMED_FOLLOWED));
    return found;
  }

  /// Of what ends with a slash the content comes, which may go together.
  private void refuseSameNames(List<String> files) {
    Map<String, String> byName = new HashMap<>();
    for (String file : files) {
      String name = name(file);
      String other = byName.put(name, file);
      if (other != null && !name.isEmpty()) {
        throw TransferFailure.ofMachine(
            "fetching %s:%s: it would replace what came of %s"
                .formatted(connection.hostname(), file, other));
      }
    }
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static void empty(Path arrives) {
    if (!Files.isDirectory(arrives)) {
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
