package org.autotest.client;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.autotest.client.api.CommandResult;
import org.autotest.client.log.LogSink;
import org.autotest.client.machine.Programs;
import org.autotest.client.python.PythonMissing;
import org.autotest.client.python.PythonProgram;
import org.autotest.core.control.ControlFile;
import org.autotest.core.control.ControlLanguage;
import org.autotest.core.control.SyntaxProblem;
import org.autotest.core.failure.MalformedInput;

/// The command `check`: what is wrong with control files, as a lab and an interpreter see them.
/// Nothing of them is run.
final class ControlCheck {
  private static final LogSink NOWHERE = (_, _, _, _) -> {};

  private final PythonProgram python;
  private final PrintStream out;

  /// A check whose findings go to a stream, one line each: `FILE:LINE: what`, or `FILE: in order`.
  ControlCheck(PythonProgram python, PrintStream out) {
    this.python = python;
    this.out = out;
  }

  /// Checks files.
  ///
  /// @return whether nothing is wrong with any of them; one that cannot be read is not in order
  boolean areInOrder(List<Path> files) {
    boolean good = true;
    for (Path file : files) {
      Set<String> faults = faults(file);
      faults.forEach(out::println);
      if (faults.isEmpty()) {
        out.println(file + ": in order");
      }
      good &= faults.isEmpty();
    }
    return good;
  }

  private Set<String> faults(Path file) {
    try {
      return faults(file, Files.readString(file));
    } catch (CharacterCodingException notUtf8) {
      return Set.of(file + ": is no UTF-8 text");
    } catch (NoSuchFileException absent) {
      return Set.of(file + ": there is no such file");
    } catch (IOException unreadable) {
      return Set.of("%s: cannot be read: %s".formatted(file, unreadable.getMessage()));
    }
  }

  private Set<String> faults(Path file, String text) {
    String name = file.toString();
    Set<String> faults = new LinkedHashSet<>();
    ControlFile.syntaxProblems(text).forEach(problem -> faults.add(problem.at(name)));
    if (faults.isEmpty() && ControlLanguage.of(text) == ControlLanguage.PYTHON) {
      faults.addAll(ofPython(file));
    }
    if (faults.isEmpty()) {
      try {
        ControlFile.read(name, text).problems().stream()
            .map(problem -> problem.at(name))
            .forEach(faults::add);
      } catch (MalformedInput refused) {
        faults.add(new SyntaxProblem(0, refused.problem()).at(name));
      }
    }
    return faults;
  }

  /// A machine without Python cannot tell more than that its words can be told apart. The
  /// interpreter works in the directory of our modules: one of the same name that lies where the
  /// user is would be run in the place of ours.
  private List<String> ofPython(Path file) {
    Path packages = python.packages().toAbsolutePath();
    String absolute = file.toAbsolutePath().toString();
    List<String> command = new ArrayList<>(List.of("env", "PYTHONPATH=" + packages));
    try {
      command.addAll(python.command("autotest.syntax", List.of(absolute)));
    } catch (PythonMissing absent) {
      return List.of();
    }
    CommandResult result = new Programs(NOWHERE).run(command, packages, Programs.SHORT);
    String said = result.stdout().isBlank() ? result.stderr() : result.stdout();
    return result.isSuccess()
        ? List.of()
        : said.lines()
            .map(
                line ->
                    line.startsWith(absolute + ":")
                        ? file + line.substring(absolute.length())
                        : line)
            .toList();
  }
}
