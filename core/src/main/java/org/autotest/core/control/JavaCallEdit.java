package org.autotest.core.control;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Changes the arguments of the one call of `job.runTest` in a Java control file.
final class JavaCallEdit {
  private JavaCallEdit() {}

  /// Collects calls `job.runTest(…)`.
  private static final class Calls extends TreeScanner<Void, Void> {
    private final List<MethodInvocationTree> found = new ArrayList<>();

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
      if (call.getMethodSelect() instanceof MemberSelectTree select
          && select.getIdentifier().contentEquals("runTest")
          && select.getExpression().toString().equals("job")) {
        found.add(call);
      }
      return super.visitMethodInvocation(call, null);
    }
  }

  /// @throws SyntaxFault when it is no Java, or runs another number of tests than one
  static String with(String text, Map<String, Object> values) throws SyntaxFault {
    JavaSource java = JavaSource.parse(text);
    if (!java.problems().isEmpty()) {
      SyntaxProblem first = java.problems().getFirst();
      throw new SyntaxFault(first.line(), first.message());
    }
    Calls calls = new Calls();
    calls.scan(java.tree(), null);
    if (calls.found.size() != 1) {
      throw new SyntaxFault(
          0, "it calls job.runTest %d times and not once".formatted(calls.found.size()));
    }
    return changed(java, text, calls.found.getFirst(), values);
  }

  private static String changed(
      JavaSource java, String text, MethodInvocationTree call, Map<String, Object> values)
      throws SyntaxFault {
    Map<String, Object> left = new LinkedHashMap<>(values);
    List<String> arguments = new ArrayList<>();
    for (ExpressionTree argument : call.getArguments()) {
      String name = name(argument);
      Object value = left.remove(name);
      arguments.add(value == null ? slice(java, text, argument) : written(name, value));
    }
    for (Map.Entry<String, Object> more : left.entrySet()) {
      arguments.add(written(more.getKey(), more.getValue()));
    }
    int start = (int) java.positions().getStartPosition(java.tree(), call);
    int end = (int) java.positions().getEndPosition(java.tree(), call);
    return text.substring(0, start)
        + "job.runTest(%s)".formatted(String.join(", ", arguments))
        + text.substring(end);
  }

  /// The name in `arg("name", …)`; empty text for another argument.
  private static String name(ExpressionTree argument) {
    return argument instanceof MethodInvocationTree call
            && call.getMethodSelect().toString().equals("arg")
            && call.getArguments().size() == 2
            && call.getArguments().getFirst() instanceof LiteralTree literal
            && literal.getValue() instanceof String name
        ? name
        : "";
  }

  private static String written(String name, Object value) throws SyntaxFault {
    return "arg(\"%s\", %s)".formatted(name, PythonCalls.java(value, 0));
  }

  private static String slice(JavaSource java, String text, Tree tree) {
    int start = (int) java.positions().getStartPosition(java.tree(), tree);
    int end = (int) java.positions().getEndPosition(java.tree(), tree);
    return text.substring(start, end);
  }
}
