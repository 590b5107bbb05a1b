package org.autotest.core.control;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the constants of a Java control file: fields at its top level whose initial value is a
/// literal, or literals joined by `+`.
final class JavaConstants {
  /// More than this many operators in one value are not followed.
  private static final int DEPTH_MAX = 500;

  private JavaConstants() {}

  /// In the order of the text.
  ///
  /// @throws SyntaxFault when the text is no Java; names the first fault
  static List<Constant> read(String text) throws SyntaxFault {
    JavaSource java = JavaSource.parse(text);
    if (!java.problems().isEmpty()) {
      SyntaxProblem first = java.problems().getFirst();
      throw new SyntaxFault(first.line(), first.message());
    }
    List<Constant> constants = new ArrayList<>();
    LineMap lines = java.tree().getLineMap();
    for (Tree type : java.tree().getTypeDecls().stream().limit(1).toList()) {
      for (Tree member : type instanceof ClassTree top ? top.getMembers() : List.<Tree>of()) {
        if (member instanceof VariableTree field) {
          long start = java.positions().getStartPosition(java.tree(), field);
          int line = start < 0 ? 0 : (int) lines.getLineNumber(start);
          value(field.getInitializer(), 0)
              .ifPresent(
                  value ->
                      constants.add(new Constant(field.getName().toString(), value.strip(), line)));
        }
      }
    }
    return constants;
  }

  private static Optional<String> value(@Nullable ExpressionTree expression, int depth) {
    if (depth > DEPTH_MAX) {
      return Optional.empty();
    }
    return switch (expression) {
      case LiteralTree literal -> Optional.of(written(literal));
      case ParenthesizedTree inner -> value(inner.getExpression(), depth + 1);
      case UnaryTree minus when minus.getKind() == Tree.Kind.UNARY_MINUS ->
          value(minus.getExpression(), depth + 1).map(text -> "-" + text);
      case BinaryTree plus when plus.getKind() == Tree.Kind.PLUS && isText(plus, 0) ->
          value(plus.getLeftOperand(), depth + 1)
              .flatMap(left -> value(plus.getRightOperand(), depth + 1).map(right -> left + right));
      case null, default -> Optional.empty();
    };
  }

  /// Whether a sum joins texts: one of its first two parts is a text.
  private static boolean isText(ExpressionTree expression, int depth) {
    return depth <= DEPTH_MAX
        && switch (expression) {
          case LiteralTree literal -> literal.getKind() == Tree.Kind.STRING_LITERAL;
          case ParenthesizedTree inner -> isText(inner.getExpression(), depth + 1);
          case BinaryTree plus ->
              isText(plus.getLeftOperand(), depth + 1) || isText(plus.getRightOperand(), depth + 1);
          default -> false;
        };
  }

  private static String written(LiteralTree literal) {
    Object value = literal.getValue();
    return switch (value) {
      case null -> "None";
      case Boolean truth -> truth ? Constant.TRUE : Constant.FALSE;
      default -> value.toString();
    };
  }
}
