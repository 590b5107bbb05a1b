package org.autotest.core.control;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A Java control file as its syntax tree. Parsed only: nothing of it is compiled, loaded or run.
///
/// @param problems errors of the parser, in the order of the text; the tree is of no use then
record JavaSource(
    CompilationUnitTree tree, SourcePositions positions, List<SyntaxProblem> problems) {

  /// A text that the compiler takes for a file.
  private static final class Text extends ForwardingJavaFileObject<JavaFileObject> {
    private final String text;

    Text(JavaFileObject file, String text) {
      super(file);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /// Parses a text.
  ///
  /// @throws SyntaxFault when it is nested more deeply than the parser can follow, or odd in
  ///   another way that the parser cannot bear
  static JavaSource parse(String text) throws SyntaxFault {
    JavaCompiler compiler =
        Objects.requireNonNull(
            ToolProvider.getSystemJavaCompiler(),
            "this runtime is without the module jdk.compiler");
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
      JavaFileObject file =
          new Text(
              files.getJavaFileObjects(Path.of(ControlLanguage.JAVA.fileName())).iterator().next(),
              text);
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  Writer.nullWriter(),
                  files,
                  diagnostics,
                  List.of("-proc:none"),
                  null,
                  List.of(file));
      CompilationUnitTree tree = task.parse().iterator().next();
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      return new JavaSource(tree, positions, errors(diagnostics));
    } catch (IOException e) {
      throw new IllegalStateException("no file is read", e);
    } catch (IllegalStateException e) {
      throw isStackOverflow(e)
          ? new SyntaxFault(0, "nested too deeply to be read")
          : fault(errors(diagnostics));
    }
  }

  /// For a text with so many errors in one place that the parser gave up.
  private static SyntaxFault fault(List<SyntaxProblem> found) {
    return found.isEmpty()
        ? new SyntaxFault(0, "the parser of Java gave it up")
        : new SyntaxFault(found.getFirst().line(), found.getFirst().message());
  }

  private static boolean isStackOverflow(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .limit(10)
        .anyMatch(StackOverflowError.class::isInstance);
  }

  private static List<SyntaxProblem> errors(DiagnosticCollector<JavaFileObject> diagnostics) {
    return diagnostics.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .map(
            diagnostic ->
                new SyntaxProblem(
                    (int) Math.max(0, diagnostic.getLineNumber()),
                    diagnostic.getMessage(Locale.ROOT).lines().findFirst().orElse("not Java")))
        .toList();
  }
}
