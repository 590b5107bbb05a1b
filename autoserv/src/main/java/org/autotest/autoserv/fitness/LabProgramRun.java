package org.autotest.autoserv.fitness;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autotest.autoserv.api.Finding;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.LocalCommand;
import org.autotest.autoserv.host.RemoteProcess;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Runs programs and classes of the lab for one machine. A check that exits with 0 found nothing
/// wrong, with 77 it does not apply; with any other it did, and its last line is what.
final class LabProgramRun {
  private static final int DOES_NOT_APPLY = 77;
  private static final int OUTPUT_CHARS_MAX = 64 * 1024;

  /// Exit status 255 is what ssh says of itself.
  private static final String RECEIVE =
      """
      d=$(mktemp -d "${TMPDIR:-/tmp}/autotest-probe.XXXXXX") || exit 126
      trap 'rm -rf "$d"' EXIT
      trap 'exit 1' HUP INT PIPE TERM
      cat >"$d/program" && chmod 700 "$d/program" || exit 126
      cd / && "$d/program" "$1" </dev/null 2>&1
      s=$?
      [ "$s" -lt 255 ] || s=254
      exit "$s"
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
      said = run(program);
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
    CommandResult said = run(program);
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

  private CommandResult run(LabProgram program) throws InterruptedException {
    try {
      return program.runs() == LabProgram.Runs.ON_HOST ? there(program) : here(program);
    } catch (IOException broken) {
      throw new UnfitHost(
          Blame.LAB, "running %s: %s".formatted(program.file(), broken.getMessage()));
    }
  }

  private CommandResult here(LabProgram program) throws IOException, InterruptedException {
    return LocalCommand.run(
        List.of(program.file().toString(), host.hostname()),
        Map.of("AUTOTEST_HOST", host.hostname()),
        program.limit());
  }

  private CommandResult there(LabProgram program) throws IOException, InterruptedException {
    byte[] text = Files.readAllBytes(program.file());
    try (RemoteProcess running = host.start(RECEIVE, program.limit(), List.of(host.hostname()))) {
      try (OutputStream stdin = running.stdin()) {
        stdin.write(text);
      } catch (IOException refused) {
        // Its exit status and its words tell why.
      }
      byte[] said = running.stdout().readNBytes(OUTPUT_CHARS_MAX);
      running.stdout().transferTo(OutputStream.nullOutputStream());
      int exit = running.waitFor();
      return new CommandResult(exit, new String(said, StandardCharsets.UTF_8), running.stderr());
    }
  }

  private static String lastLine(CommandResult said) {
    List<String> lines =
        (said.stdout() + "\n" + said.stderr()).lines().filter(line -> !line.isBlank()).toList();
    return lines.isEmpty() ? "" : lines.getLast().strip();
  }
}
