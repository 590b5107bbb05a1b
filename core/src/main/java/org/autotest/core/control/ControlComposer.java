package org.autotest.core.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.MalformedInput;

/// Makes one control file of the control files of several tests, to be read and edited by people.
///
/// One file stays as it is. Python files are put one behind the other. As soon as a Java file is
/// among them, the result is Java with a method for each; a Python file can then take part when it
/// is nothing but constants and calls of `job.run_test` with literal arguments, as nearly all are.
public final class ControlComposer {
  private static final String FUTURE = "from __future__ import ";

  private ControlComposer() {}

  /// One of the files.
  ///
  /// @param test name of the test
  /// @param source how messages name the file: `sleeptest/Control.java`
  public record Part(String test, String source, String text) {}

  /// Puts them together, in the order given.
  ///
  /// @param parts at least one
  /// @throws MalformedInput when a file cannot be parsed
  /// @throws BadRequest when files cannot go together; names the file and why
  public static String compose(List<Part> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("nothing to compose");
    }
    if (parts.size() == 1) {
      return parts.getFirst().text();
    }
    boolean anyJava =
        parts.stream().anyMatch(part -> ControlLanguage.of(part.text()) == ControlLanguage.JAVA);
    return anyJava ? java(parts, Optional.empty()) : python(parts);
  }

  /// Does the same for tests that run on each of some kernels. The result is always Java.
  ///
  /// @throws MalformedInput when a file cannot be parsed
  /// @throws BadRequest when a file cannot take part; names the file and why
  public static String compose(List<Part> parts, KernelSteps kernels) {
    return java(parts, Optional.of(kernels));
  }

  private static String python(List<Part> parts) {
    Set<String> future = new LinkedHashSet<>();
    StringBuilder body = new StringBuilder();
    for (Part part : parts) {
      body.append("\n# ---- ").append(part.source()).append('\n');
      for (String line : part.text().lines().toList()) {
        if (line.startsWith(FUTURE)) {
          future.add(line);
        } else {
          body.append(line).append('\n');
        }
      }
    }
    StringBuilder whole =
        new StringBuilder("# Made of the control files of " + names(parts) + ".\n");
    future.forEach(line -> whole.append(line).append('\n'));
    return whole.append(body).toString();
  }

  private static String java(List<Part> parts, Optional<KernelSteps> kernels) {
    Set<String> imports = new LinkedHashSet<>();
    List<String> bodies = new ArrayList<>();
    List<ControlFile> files = new ArrayList<>();
    for (Part part : parts) {
      files.add(ControlFile.read(part.source(), part.text()));
      try {
        if (ControlLanguage.of(part.text()) == ControlLanguage.JAVA) {
          JavaBody java = JavaBody.of(part.text());
          imports.addAll(java.imports());
          bodies.add(java.statements());
        } else {
          bodies.add(PythonCalls.asJava(PythonCalls.read(part.text())));
        }
      } catch (SyntaxFault fault) {
        throw BadRequest.invalid(
            "tests",
            "%s cannot be put into one control file with others: %s%s"
                .formatted(
                    part.source(),
                    fault.problem().line() > 0 ? "line " + fault.problem().line() + ": " : "",
                    fault.problem().message()));
      }
    }
    StringBuilder text =
        new StringBuilder("// Made of the control files of " + names(parts) + ".\n");
    imports.forEach(line -> text.append(line).append('\n'));
    text.append("String NAME = \"").append(names(parts).replace("\"", "'")).append("\";\n");
    TestTime time =
        files.stream()
            .flatMap(file -> file.time().stream())
            .max(Comparator.naturalOrder())
            .orElse(TestTime.SHORT);
    text.append(
        "String TIME = \"%s\", TEST_TYPE = \"client\";\n"
            .formatted(kernels.isPresent() ? TestTime.LONG : time));
    return text.append(methods(parts, bodies, kernels)).toString();
  }

  private static String methods(
      List<Part> parts, List<String> bodies, Optional<KernelSteps> kernels) {
    StringBuilder calls = new StringBuilder();
    for (int i = 1; i <= bodies.size(); i++) {
      calls.append("  step").append(i).append("();\n");
    }
    StringBuilder text =
        new StringBuilder(
            kernels
                .map(steps -> steps.java(calls.toString()))
                .orElse("\nvoid main() throws Exception {\n" + calls + "}\n"));
    for (int i = 0; i < bodies.size(); i++) {
      text.append("\n// ").append(parts.get(i).source()).append('\n');
      text.append("void step").append(i + 1).append("() throws Exception {\n");
      text.append(bodies.get(i)).append("}\n");
    }
    return text.toString();
  }

  private static String names(List<Part> parts) {
    StringJoiner names = new StringJoiner(", ");
    parts.forEach(part -> names.add(part.test().replaceAll("[\\p{Cntrl}\\\\]", " ")));
    return names.toString();
  }
}
