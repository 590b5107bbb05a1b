package org.autotest.autoserv.control;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.autotest.core.failure.Blame;

/// Compiles sources that find the names of control files without importing them.
final class JavaSource {
  /// Why it cannot be compiled.
  record Problem(Blame blame, String words) {}

  private static final String IMPORTS =
      "import module java.base;"
          + "import org.autotest.autoserv.api.*;"
          + "import org.autotest.core.meeting.MeetingFailed;"
          + "import org.autotest.core.statuslog.StatusCode;"
          + "import static org.autotest.autoserv.api.Arg.arg;";

  private JavaSource() {}

  /// Compiles one; its lines keep their numbers.
  ///
  /// @param into where classes go
  /// @return why not; empty when it went well
  static Optional<Problem> compile(String className, String text, Path into) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      return Optional.of(new Problem(Blame.LAB, "this Java runtime has no compiler"));
    }
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-d",
            into.toString(),
            "-classpath",
            System.getProperty("java.class.path", ""),
            "-proc:none",
            "-nowarn",
            "-Xlint:none",
            "-g");
    List<Text> sources = List.of(new Text(className, IMPORTS + text));
    if (compiler.getTask(null, null, problems, options, null, sources).call()) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            Blame.SUBMITTER,
            problems.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .limit(5)
                .map(
                    problem ->
                        "line %d: %s"
                            .formatted(problem.getLineNumber(), problem.getMessage(Locale.ROOT)))
                .collect(Collectors.joining("; "))));
  }

  /// A source held in memory.
  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String className, String text) {
      super(URI.create("memory:///" + className + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
