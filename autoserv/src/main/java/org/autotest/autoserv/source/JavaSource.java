package org.autotest.autoserv.source;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.autotest.core.failure.Blame;

/// Compiles and loads sources that find the names of control files without importing them.
public final class JavaSource {
  /// Why it cannot be compiled.
  ///
  /// @param words the first five reasons, each in a line's worth
  /// @param details all that the compiler says
  public record Problem(Blame blame, String words, String details) {
    Problem(Blame blame, String words) {
      this(blame, words, words);
    }

    /// Logs what the words leave out.
    public void log(Logger log) {
      if (!details.equals(words)) {
        log.log(Level.ERROR, details);
      }
    }
  }

  private static final int TOLD_MAX = 5;

  /// Before the name of a class.
  private static final Pattern PACKAGE = Pattern.compile("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])");

  private static final String IMPORTS =
      "import module java.base;"
          + "import org.autotest.autoserv.api.*;"
          + "import org.autotest.core.meeting.MeetingFailed;"
          + "import org.autotest.core.statuslog.StatusCode;"
          + "import static org.autotest.autoserv.api.Arg.arg;";

  private JavaSource() {}

  /// Compiles one; its lines keep their numbers. What would end autoserv is refused.
  ///
  /// @param into where classes go
  /// @return why not; empty when it went well
  public static Optional<Problem> compile(String className, String text, Path into) {
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
      return exits(into);
    }
    List<String> reasons =
        problems.getDiagnostics().stream()
            .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
            .map(
                problem ->
                    "line %d: %s"
                        .formatted(problem.getLineNumber(), problem.getMessage(Locale.ROOT)))
            .toList();
    String words =
        reasons.stream()
            .limit(TOLD_MAX)
            .map(reason -> PACKAGE.matcher(reason.lines().findFirst().orElse("")).replaceAll(""))
            .collect(Collectors.joining("; "));
    return Optional.of(new Problem(Blame.SUBMITTER, words, String.join("\n", reasons)));
  }

  private static Optional<Problem> exits(Path classes) {
    try {
      return Exits.in(classes).map(words -> new Problem(Blame.SUBMITTER, words));
    } catch (IOException unreadable) {
      return Optional.of(
          new Problem(Blame.LAB, "reading what was compiled: " + unreadable.getMessage()));
    }
  }

  /// Loads a class that was compiled; nothing of it runs yet.
  ///
  /// @param from where classes went
  /// @throws ClassCastException when it is nothing of that kind
  // The loader stays open as long as the class may load others.
  @SuppressWarnings("resource")
  public static <T> Class<? extends T> load(String className, Path from, Class<T> kind)
      throws IOException, ReflectiveOperationException {
    URLClassLoader loader =
        new URLClassLoader(new URL[] {from.toUri().toURL()}, kind.getClassLoader());
    return Class.forName(className, false, loader).asSubclass(kind);
  }

  /// Makes one, by the constructor without parameters.
  ///
  /// @throws java.lang.reflect.InvocationTargetException when the constructor throws something
  /// @throws LinkageError when its static fields cannot be made
  public static <T> T instance(Class<T> type) throws ReflectiveOperationException {
    var constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  /// The line of a source that something was thrown in.
  ///
  /// @return 0 when it was thrown elsewhere
  public static int line(Throwable thrown, String className) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (isOf(frame, className)) {
        return frame.getLineNumber();
      }
    }
    return 0;
  }

  /// Whether a call was in a class of the source.
  public static boolean isOf(StackTraceElement frame, String className) {
    return frame.getClassName().equals(className)
        || frame.getClassName().startsWith(className + "$");
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
