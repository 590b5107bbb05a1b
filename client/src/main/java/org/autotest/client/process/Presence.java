package org.autotest.client.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.core.files.FileTree;

/// The note that this client is at work: a file with its pid as the name, and in it the time of its
/// start, in ticks of the kernel. A client that was killed leaves its note, by which the next one
/// knows to end what that one had started.
public final class Presence implements AutoCloseable {
  private final Path note;
  private final Path ofMounts;
  private final List<String> warnings;

  private Presence(Path note, Path ofMounts, List<String> warnings) {
    this.note = note;
    this.ofMounts = ofMounts;
    this.warnings = List.copyOf(warnings);
  }

  /// Leaves the note, after ending what belongs to clients that are gone.
  ///
  /// @param directory of the notes; made when it is not there
  public static Presence begin(Path directory) throws IOException {
    List<String> warnings = new ArrayList<>();
    Files.createDirectories(directory);
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(directory, "[0-9]*")) {
      for (Path each : notes) {
        String pid = each.getFileName().toString();
        // A number that another process has got meanwhile may be that of another client.
        if (!isAtWork(each) && !Files.exists(Path.of("/proc", pid))) {
          endOrphans(directory, pid).ifPresent(warnings::add);
          Files.deleteIfExists(each);
        }
      }
    } catch (NoSuchFileException taken) {
      // Another client that starts now has seen it, too.
    }
    String own = Long.toString(ProcessHandle.current().pid());
    // In one step, so that nobody takes it for the note of a client that is gone.
    Path beside = Files.writeString(directory.resolve("new." + own), ProcessTable.startTicks(own));
    return new Presence(
        Files.move(beside, directory.resolve(own), StandardCopyOption.REPLACE_EXISTING),
        MountNotes.file(directory, own),
        warnings);
  }

  /// Whether at most one client of this directory is at work.
  ///
  /// @param directory of the notes
  public static boolean isAlone(Path directory) {
    int atWork = 0;
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(directory, "[0-9]*")) {
      for (Path each : notes) {
        atWork += isAtWork(each) ? 1 : 0;
      }
    } catch (IOException noNotes) {
      return true;
    }
    return atWork <= 1;
  }

  /// What tells this client from every other one since the machine was booted: its pid and the time
  /// of its start.
  public static String mark() {
    String pid = Long.toString(ProcessHandle.current().pid());
    return pid + " " + ProcessTable.startTicks(pid);
  }

  /// Whether the client of such a mark is at work.
  public static boolean isAtWork(String mark) {
    String[] parts = mark.split(" ", 2);
    return parts.length == 2
        && !parts[1].isEmpty()
        && parts[1].equals(ProcessTable.startTicks(parts[0]));
  }

  private static boolean isAtWork(Path note) throws IOException {
    String ticks = ProcessTable.startTicks(note.getFileName().toString());
    return !ticks.isEmpty() && ticks.equals(Files.readString(note));
  }

  private static Optional<String> endOrphans(Path directory, String pid) throws IOException {
    List<String> ended = new ArrayList<>(Orphans.end(pid));
    ended.addAll(MountNotes.undo(directory, pid));
    try (DirectoryStream<Path> own = Files.newDirectoryStream(directory, prefix("*", pid) + "*")) {
      for (Path each : own) {
        FileTree.delete(each);
      }
    }
    return ended.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "what a client that was killed (%s) had left was ended: %s".formatted(pid, ended));
  }

  /// What a client makes beside its note is deleted with it when its name begins so.
  ///
  /// @param what it is
  public static String prefix(String what) {
    return prefix(what, Long.toString(ProcessHandle.current().pid()));
  }

  private static String prefix(String what, String pid) {
    return what + "." + pid + ".";
  }

  /// Says what was found of clients that are gone.
  public void tell(LogSink log) {
    warnings.forEach(warning -> log.log(LogLevel.WARNING, warning));
  }

  /// Takes the note away, with that about mounts.
  @Override
  public void close() {
    try {
      Files.deleteIfExists(ofMounts);
      Files.deleteIfExists(note);
    } catch (IOException stays) {
      // The next client finds nothing that belongs to it.
    }
  }
}
