package org.autotest.autoserv.fitness;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.autoserv.api.Finding;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.LocalCommand;
import org.autotest.autoserv.host.RemoteProcess;
import org.autotest.autoserv.host.Scripts;
import org.autotest.autoserv.host.Seconds;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.files.Unreadable;

/// Runs programs and classes of the lab for one machine. A check that exits with 0 found nothing
/// wrong, with 77 it does not apply; with any other it did, and its last line is what.
final class LabProgramRun {
  /// What becomes of processes that a program leaves in its process group.
  private enum Leftovers {
    /// They end with a check, which changes nothing.
    END,
    /// An action may have started them for good.
    LEAVE
  }

  private static final int DOES_NOT_APPLY = 77;
  private static final int OVERDUE = 124;
  private static final int UNSENT = 126;

  /// Most characters of a line that stand in the status log.
  private static final int TOLD_CHARS_MAX = 600;

  /// For sending a program to a machine, and for removing it.
  private static final Duration SENDING = Duration.ofSeconds(60);

  private static final String RECEIVE =
      """
      d=$(mktemp -d "${TMPDIR:-/tmp}/autotest-probe.XXXXXX") || exit 126
      cat >"$d/program" && chmod 700 "$d/program" || { rm -rf "$d"; exit 126; }
      echo "$d"
      """;

  private final HostConnection host;
  private final LabClasses classes;

  LabProgramRun(HostConnection host, LabClasses classes) {
    this.host = host;
    this.classes = classes;
  }

  Check check(LabProgram program) {
    return new Check(
        program.name(), Set.copyOf(program.needs()), _ -> look(program), program.repairs());
  }

  RepairAction action(LabProgram program) {
    return new RepairAction(program.name(), program.protection(), () -> repair(program));
  }

  private Finding look(LabProgram program) throws InterruptedException {
    if (program.runs() == LabProgram.Runs.AS_CLASS) {
      return named(program, classes.look(program.file(), program.limit()));
    }
    CommandResult said;
    try {
      said = run(program, Leftovers.END);
    } catch (SshFailure away) {
      return Finding.wrong("%s: %s".formatted(program.name(), away.problem()));
    } catch (UnfitHost broken) {
      return new Finding.Wrong(
          broken.blame(), "%s: %s".formatted(program.name(), broken.problem()), false);
    }
    String words = lastLine(said);
    return switch (said.exit()) {
      case 0 -> new Finding.Fine(words);
      case DOES_NOT_APPLY -> new Finding.Skipped(words.isEmpty() ? "it does not apply" : words);
      default ->
          Finding.wrong(
              "%s: %s"
                  .formatted(
                      program.name(), words.isEmpty() ? "exit status " + said.exit() : words));
    };
  }

  private static Finding named(LabProgram program, Finding found) {
    String words = "%s: %s".formatted(program.name(), found.words());
    return switch (found) {
      case Finding.Wrong(var blame, _, var mendable) -> new Finding.Wrong(blame, words, mendable);
      case Finding.Suspicious _ -> new Finding.Suspicious(words);
      case Finding.Fine _, Finding.Skipped _ -> found;
    };
  }

  private String repair(LabProgram program) throws InterruptedException {
    if (program.runs() == LabProgram.Runs.AS_CLASS) {
      try {
        return classes.apply(program.file(), program.limit());
      } catch (AutotestException failed) {
        throw unrepaired(program, failed.blame(), failed.problem());
      }
    }
    CommandResult said = run(program, Leftovers.LEAVE);
    if (!said.isSuccess()) {
      throw unrepaired(
          program, Blame.HOST, "exit status %d: %s".formatted(said.exit(), lastLine(said)));
    }
    return said.stdout();
  }

  private UnfitHost unrepaired(LabProgram program, Blame blame, String words) {
    return new UnfitHost(
        blame, "repairing %s with %s: %s".formatted(host.hostname(), program.name(), words));
  }

  private CommandResult run(LabProgram program, Leftovers left) throws InterruptedException {
    try {
      return program.runs() == LabProgram.Runs.ON_HOST ? there(program, left) : here(program, left);
    } catch (IOException broken) {
      throw new UnfitHost(Blame.LAB, Unreadable.told("running", program.file(), broken));
    }
  }

  private CommandResult here(LabProgram program, Leftovers left)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", script(), "autoserv"));
    words.addAll(arguments(program.file().toAbsolutePath().toString(), left, ""));
    return LocalCommand.run(words, Map.of("AUTOTEST_HOST", host.hostname()), program.limit());
  }

  /// Runs it in a process group of its own, which is ended when the time is over.
  private CommandResult there(LabProgram program, Leftovers left)
      throws IOException, InterruptedException {
    Optional<String> sent = send(Files.readAllBytes(program.file()));
    if (sent.isEmpty()) {
      return new CommandResult(UNSENT, "it could not be written to a temporary directory", "");
    }
    String directory = sent.get();
    try {
      return host.run(
          script(), program.limit(), arguments(directory + "/program", left, directory));
    } catch (SshFailure failed) {
      if (failed.kind() != SshFailure.Kind.TIMED_OUT) {
        throw failed;
      }
      host.run("rm -rf -- \"$1\"", SENDING, List.of(directory));
      String words = "no end in %s s".formatted(Seconds.of(program.limit()));
      return new CommandResult(OVERDUE, words, "");
    }
  }

  private static String script() {
    return Scripts.load(LabProgramRun.class, "program.sh");
  }

  private List<String> arguments(String program, Leftovers left, String directory) {
    return List.of(program, host.hostname(), left == Leftovers.END ? "end" : "leave", directory);
  }

  /// Writes a program into a new directory of the machine; empty when it did not take it.
  private Optional<String> send(byte[] program) throws InterruptedException, IOException {
    try (RemoteProcess receiving = host.start(RECEIVE, SENDING, List.of())) {
      try (OutputStream stdin = receiving.stdin()) {
        stdin.write(program);
      } catch (IOException refused) {
        // Its exit status tells.
      }
      String said = new String(receiving.stdout().readAllBytes(), StandardCharsets.UTF_8);
      return receiving.waitFor() == 0 ? said.lines().reduce((_, last) -> last) : Optional.empty();
    }
  }

  private static String lastLine(CommandResult said) {
    List<String> lines =
        (said.stdout() + "\n" + said.stderr()).lines().filter(line -> !line.isBlank()).toList();
    String last = lines.isEmpty() ? "" : lines.getLast().strip();
    return last.length() > TOLD_CHARS_MAX
        ? "… " + last.substring(last.length() - TOLD_CHARS_MAX)
        : last;
  }
}
