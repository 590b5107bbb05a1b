package org.autotest.core.control;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a Java control file does: the statements of its `main`, with its own constants before them.
///
/// @param imports whole declarations
/// @param statements lines, each with its newline
record JavaBody(List<String> imports, String statements) {
  private static final Set<String> METADATA =
      Set.of(
          "NAME",
          "AUTHOR",
          "DOC",
          "TIME",
          "TEST_TYPE",
          "TEST_CLASS",
          "TEST_CATEGORY",
          "DEPENDENCIES",
          "EXPERIMENTAL",
          "RUN_VERIFY",
          "SYNC_COUNT",
          "TEST_PARAMETERS");

  JavaBody {
    imports = List.copyOf(imports);
  }

  /// Takes a control file apart.
  ///
  /// @throws SyntaxFault when it is no Java, or has more than constants and a `main`
  static JavaBody of(String text) throws SyntaxFault {
    JavaSource java = JavaSource.parse(text);
    if (!java.problems().isEmpty()) {
      SyntaxProblem first = java.problems().getFirst();
      throw new SyntaxFault(first.line(), first.message());
    }
    List<String> imports = new ArrayList<>();
    for (ImportTree one : java.tree().getImports()) {
      imports.add(slice(java, text, one));
    }
    StringBuilder constants = new StringBuilder();
    String main = "";
    for (Tree type : java.tree().getTypeDecls()) {
      for (Tree member : type instanceof ClassTree top ? top.getMembers() : List.<Tree>of()) {
        switch (member) {
          case VariableTree field when METADATA.contains(field.getName().toString()) -> {
            // Told by the whole file once.
          }
          case VariableTree field ->
              constants
                  .append("  ")
                  .append("var ")
                  .append(field.getName())
                  .append(" = ")
                  .append(initial(java, text, field))
                  .append(";\n");
          case MethodTree method
              when method.getName().contentEquals("main") && method.getParameters().isEmpty() ->
              main = block(slice(java, text, method.getBody()));
          default ->
              throw new SyntaxFault(
                  line(java, member), "only constants and one method main can be taken over");
        }
      }
    }
    return new JavaBody(imports, constants + main);
  }

  private static String initial(JavaSource java, String text, VariableTree field)
      throws SyntaxFault {
    if (field.getInitializer() == null) {
      throw new SyntaxFault(line(java, field), "a constant without a value");
    }
    return slice(java, text, field.getInitializer());
  }

  /// Without its braces; the line breaks after the first and before the last brace fall away.
  private static String block(String braced) {
    String inside = braced.substring(1, braced.length() - 1);
    String lines = inside.replaceFirst("^[ \\t]*\\R", "").stripTrailing();
    return lines.isBlank() ? "" : (inside.startsWith("\n") ? lines : "  " + lines.strip()) + "\n";
  }

  private static String slice(JavaSource java, String text, Tree tree) {
    int start = (int) java.positions().getStartPosition(java.tree(), tree);
    int end = (int) java.positions().getEndPosition(java.tree(), tree);
    return text.substring(start, end);
  }

  private static int line(JavaSource java, Tree tree) {
    long start = java.positions().getStartPosition(java.tree(), tree);
    return start < 0 ? 0 : (int) java.tree().getLineMap().getLineNumber(start);
  }
}
