package org.autotest.core.control;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// In which language a control file is written. Told by how the text begins, since nothing that can
/// begin a Java compact source can begin a Python program, but for `import`, `class` and `@`.
public enum ControlLanguage {
  /// A Java 25 compact source.
  JAVA("Control.java"),
  /// A Python program; also what an empty text is.
  PYTHON("control");

  /// What is looked at of a line, in characters: more tells no more, and costs its square.
  private static final int LOOKED_AT_MAX = 1_000;

  private static final Pattern FIRST_LINE = Pattern.compile("[\\s\\ufeff]*([^\\r\\n]*)");
  private static final Pattern TWO_WORDS =
      Pattern.compile("([A-Za-z_]\\w*)(?:\\s*<[^=]*>)?(?:\\s*\\[\\s*])*\\s+[A-Za-z_]\\w*.*");
  private static final Pattern TYPED =
      Pattern.compile("[A-Za-z_][\\w.]*\\s*(?:<[^=]*>|\\[\\s*])\\s*[A-Za-z_]\\w*.*");
  private static final Pattern ANNOTATION =
      Pattern.compile("[\\s\\ufeff]*@[^\\r\\n]*\\s+(?:def|async|class\\s+\\w+\\s*[(:])[^;{]*");

  /// What can stand before a second word in Python.
  private static final Set<String> PYTHON_WORDS =
      Set.of(
          "and",
          "as",
          "assert",
          "async",
          "await",
          "break",
          "continue",
          "def",
          "del",
          "elif",
          "else",
          "except",
          "exec",
          "finally",
          "for",
          "from",
          "global",
          "if",
          "in",
          "is",
          "lambda",
          "nonlocal",
          "not",
          "or",
          "pass",
          "print",
          "raise",
          "return",
          "try",
          "while",
          "with",
          "yield");

  private final String fileName;

  ControlLanguage(String fileName) {
    this.fileName = fileName;
  }

  /// The name of such a file in a test's directory.
  public String fileName() {
    return fileName;
  }

  /// Tells the language of a text; never fails.
  public static ControlLanguage of(String text) {
    Matcher first = FIRST_LINE.matcher(text);
    String line = first.lookingAt() ? first.group(1).strip() : "";
    return isJava(line, text) ? JAVA : PYTHON;
  }

  /// Whether Python, of any version, has given a word a meaning with which a second word may follow
  /// it: no name of anybody's. `import` and `class`, which Java has too, are not among them.
  public static boolean isPythonWord(String word) {
    return PYTHON_WORDS.contains(word);
  }

  private static boolean isJava(String line, String text) {
    if (line.startsWith("//") || line.startsWith("/*")) {
      return true;
    }
    if (line.startsWith("@")) {
      return !ANNOTATION.matcher(beginning(text)).lookingAt();
    }
    String code = beginning(line).replaceFirst("\\s*(?://|#).*", "").strip();
    if (code.matches("(?:import|package)\\b.*")) {
      return code.endsWith(";") || (line.length() > LOOKED_AT_MAX && line.endsWith(";"));
    }
    if (code.matches("(?:class|interface|enum|record)\\b.*")) {
      return !code.matches("class\\s+\\w+\\s*(?:\\(.*)?:.*");
    }
    Matcher words = TWO_WORDS.matcher(code);
    return (words.matches() && !PYTHON_WORDS.contains(words.group(1)))
        || TYPED.matcher(code).matches();
  }

  private static String beginning(String text) {
    return text.substring(0, Math.min(text.length(), LOOKED_AT_MAX));
  }
}
