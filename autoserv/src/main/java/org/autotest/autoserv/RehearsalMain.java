package org.autotest.autoserv;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.autotest.autoserv.command.CommandLine;

/// What runs while the cache of autoserv is made: a verify and a client job, on a machine that an
/// `ssh` of the rehearsal's own stands for. What was not loaded and linked here makes each
/// execution slower, and its memory is no other's.
public final class RehearsalMain {
  private RehearsalMain() {}

  /// Rehearses, and exits with 1 when something did not come to its end.
  ///
  /// @param args an empty directory
  public static void main(String[] args) throws Exception {
    Path scratch = Path.of(args[0]).toAbsolutePath();
    String control = Files.writeString(scratch.resolve("control"), "").toString();
    int status = run(scratch, "verify", List.of("-v", "--disk-free-mb", "0"));
    status |= run(scratch, "job", List.of("-P", "1-rehearsal/host", "-l", "it", "-c", control));
    System.exit(status);
  }

  private static int run(Path scratch, String name, List<String> work) {
    List<String> words = new ArrayList<>(List.of("-m", "rehearsal", "-r"));
    words.add(scratch.resolve(name).toString());
    words.addAll(List.of("--client-dir", scratch.resolve("client").toString()));
    words.addAll(work);
    return AutoservMain.run(CommandLine.parse(words));
  }
}
