package org.autotest.autoserv.host;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.autotest.core.failure.Blame;

/// Sends files and directories to a machine, with modes and times, as a tar stream through the
/// connection that is there.
public final class FileTransfer {
  private static final Duration LIMIT = Duration.ofHours(1);

  /// `$1` is where to, `$2` the only name in the stream when that is a file, else empty.
  private static final String RECEIVE =
      """
      into=$1
      case $1 in /*) ;; *) into=./$1 ;; esac
      if [ -z "$2" ] || [ -d "$into" ]; then
        mkdir -p "$into" && exec tar -xf - -C "$into"
      fi
      case $into in */) mkdir -p "$into" && exec tar -xf - -C "$into" ;; esac
      above=$(dirname "$into")
      mkdir -p "$above" && new=$(mktemp -d "$above/.sent-XXXXXX") || exit 1
      trap 'rm -rf "$new"' EXIT
      trap 'exit 1' HUP INT PIPE TERM
      tar -xf - -C "$new" && mv -f "$new/$2" "$into"
      """;

  private final HostConnection host;

  public FileTransfer(HostConnection host) {
    this.host = host;
  }

  /// Sends one, as `rsync -a` would: a directory lands below `to`, of one that is named with a
  /// slash at its end only the content does; a file becomes `to`, or lands below it when that is a
  /// directory.
  ///
  /// @param from here; `contentOnly` stands for the slash, which a path cannot keep
  /// @param to there; relative to the home directory
  /// @throws TransferFailure when the file is not there, cannot be read whole, or the machine does
  ///   not take it
  /// @throws SshFailure when the machine is lost on the way
  public void send(Path from, boolean contentOnly, String to, Links links)
      throws InterruptedException {
    Path source = from.toAbsolutePath().normalize();
    boolean asLink = links == Links.KEPT && !contentOnly && Files.isSymbolicLink(source);
    if ((!asLink && !Files.exists(source)) || source.getFileName() == null) {
      throw new TransferFailure(
          Blame.SUBMITTER, "sending %s to %s: it is not here".formatted(from, host.hostname()));
    }
    boolean directory = !asLink && Files.isDirectory(source);
    String name = source.getFileName().toString();
    List<String> tar = packer(source, name, directory, contentOnly && directory, links);
    String doing = "sending %s to %s:%s".formatted(from, host.hostname(), to);
    try (RemoteProcess receiver = host.start(RECEIVE, LIMIT, List.of(to, directory ? "" : name))) {
      String complaint = pack(tar, receiver, doing);
      int exit = receiver.waitFor();
      if (exit != 0 || !complaint.isEmpty()) {
        String words =
            exit == 0 ? complaint : new CommandResult(exit, "", receiver.stderr()).complaint();
        throw new TransferFailure(exit == 0 ? Blame.SUBMITTER : Blame.HOST, doing + ": " + words);
      }
    }
  }

  /// The tar that packs it, each name as a file of its own: with links followed, two names of one
  /// file would arrive as hard links, where a change of the one changes the other. A directory that
  /// is named by a link is told as `./name/.`, which is what the link points to under the name of
  /// the link.
  private static List<String> packer(
      Path source, String name, boolean directory, boolean contentOnly, Links links) {
    boolean named = links == Links.NAMED_FOLLOWED && Files.isSymbolicLink(source);
    List<String> tar = new ArrayList<>(List.of("tar", "--hard-dereference", "-cf", "-"));
    if (links == Links.FOLLOWED || (named && !directory)) {
      tar.add("-h");
    }
    tar.addAll(
        contentOnly
            ? List.of("-C", source.toString(), ".")
            : List.of(
                "-C",
                String.valueOf(source.getParent()),
                "--",
                "./" + name + (named && directory ? "/." : "")));
    return tar;
  }

  /// Runs tar here, its stream going there.
  ///
  /// @return what it complained about; empty when all was read
  private static String pack(List<String> tar, RemoteProcess receiver, String doing)
      throws InterruptedException {
    try {
      Path complaints = Files.createTempFile("tar", ".err");
      try {
        Process packing =
            new ProcessBuilder(tar).redirectError(Redirect.to(complaints.toFile())).start();
        try (OutputStream out = receiver.stdin()) {
          packing.getInputStream().transferTo(out);
        } catch (IOException refused) {
          // Its exit status and its words tell why it takes no more.
          packing.destroy();
          return "";
        }
        return packing.waitFor() == 0
            ? ""
            : new CommandResult(1, "", Files.readString(complaints, StandardCharsets.UTF_8))
                .complaint();
      } finally {
        Files.deleteIfExists(complaints);
      }
    } catch (IOException noTar) {
      throw new TransferFailure(Blame.LAB, "%s: %s".formatted(doing, noTar.getMessage()));
    }
  }
}
