package org.autotest.core.control;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.control.PythonToken.Kind;

/// Cuts a Python program, of either generation, into words. Time and memory grow with its length
/// alone.
final class PythonScanner {
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
  private static final Pattern NUMBER =
      Pattern.compile(
          "0[xX][0-9a-fA-F_]+[lL]?|0[oO][0-7_]+[lL]?|0[bB][01_]+[lL]?"
              + "|(?:\\d[\\d_]*\\.?[\\d_]*|\\.\\d[\\d_]*)(?:[eE][+-]?\\d+)?[lLjJ]?");
  private static final Pattern PREFIX = Pattern.compile("[a-zA-Z]{0,2}(?=[\"'])");
  private static final Pattern OPERATOR = Pattern.compile("[=!<>]=|\\*\\*=?|//=?|[-+*/%&|^]=|.");

  private final String text;
  private final List<PythonToken> tokens = new ArrayList<>();
  private final Deque<PythonToken> brackets = new ArrayDeque<>();
  private int at;
  private int line = 1;
  private int lineStart;

  private PythonScanner(String text) {
    this.text = text;
  }

  /// Cuts the whole text.
  ///
  /// @throws SyntaxFault for a string or a bracket that is never closed, and for a bracket that was
  ///   never opened
  static List<PythonToken> scan(String text) throws SyntaxFault {
    String unified = text.replace("\r\n", "\n").replace('\r', '\n');
    PythonScanner scanner = new PythonScanner(unified);
    scanner.run();
    return scanner.tokens;
  }

  private void run() throws SyntaxFault {
    if (text.startsWith("\ufeff")) {
      at = 1;
      lineStart = 1;
    }
    while (at < text.length()) {
      step();
    }
    if (!brackets.isEmpty()) {
      PythonToken open = brackets.peek();
      throw broken(open.line(), "'%s' is never closed".formatted(open.text()));
    }
    endOfLine();
  }

  private void step() throws SyntaxFault {
    char c = text.charAt(at);
    if (c == '\n') {
      if (brackets.isEmpty()) {
        endOfLine();
      }
      newLine(at + 1);
    } else if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
      newLine(at + 2);
    } else if (c == '#') {
      int end = text.indexOf('\n', at);
      at = end < 0 ? text.length() : end;
    } else if (c == ' ' || c == '\t' || c == '\f') {
      at++;
    } else {
      word(c);
    }
  }

  private void word(char c) throws SyntaxFault {
    Matcher prefix = matcher(PREFIX);
    if (prefix.lookingAt()) {
      string(prefix.group().toLowerCase(Locale.ROOT));
      return;
    }
    Matcher name = matcher(NAME);
    Matcher number = matcher(NUMBER);
    if (name.lookingAt()) {
      add(Kind.NAME, name.group(), name.end());
    } else if (number.lookingAt()) {
      add(Kind.NUMBER, number.group(), number.end());
    } else {
      Matcher operator = matcher(OPERATOR);
      String found = operator.lookingAt() ? operator.group() : Character.toString(c);
      add(Kind.OPERATOR, found, at + found.length());
      bracket(c);
    }
  }

  private void bracket(char c) throws SyntaxFault {
    if ("([{".indexOf(c) >= 0) {
      brackets.push(tokens.getLast());
    } else if (")]}".indexOf(c) >= 0) {
      char wanted = "([{".charAt(")]}".indexOf(c));
      if (brackets.isEmpty() || brackets.peek().text().charAt(0) != wanted) {
        throw broken(line, "'%s' closes nothing".formatted(c));
      }
      brackets.pop();
    }
  }

  private void string(String prefix) throws SyntaxFault {
    int firstLine = line;
    int column = at - lineStart;
    int open = at + prefix.length();
    char quote = text.charAt(open);
    boolean triple = text.startsWith(Character.toString(quote).repeat(3), open);
    int width = triple ? 3 : 1;
    at = open + width;
    int start = at;
    while (!text.startsWith(Character.toString(quote).repeat(width), at)) {
      if (at >= text.length() || (!triple && text.charAt(at) == '\n')) {
        throw broken(firstLine, "the string that begins here is never closed");
      }
      int escaped = text.charAt(at) == '\\' && at + 1 < text.length() ? 2 : 1;
      for (int i = 0; i < escaped; i++) {
        if (text.charAt(at++) == '\n') {
          newLine(at);
        }
      }
    }
    String body = text.substring(start, at);
    at += width;
    String value = prefix.contains("r") ? body : PythonEscapes.resolve(body);
    tokens.add(new PythonToken(kind(prefix), value, firstLine, column));
  }

  private static Kind kind(String prefix) {
    if (prefix.contains("f") || prefix.contains("t")) {
      return Kind.FORMATTED;
    }
    return prefix.isEmpty() || prefix.equals("r") || prefix.equals("u") ? Kind.STRING : Kind.BYTES;
  }

  private void add(Kind kind, String word, int end) {
    tokens.add(new PythonToken(kind, word, line, at - lineStart));
    at = end;
  }

  private void endOfLine() {
    if (!tokens.isEmpty() && tokens.getLast().kind() != Kind.NEWLINE) {
      tokens.add(new PythonToken(Kind.NEWLINE, "\n", line, at - lineStart));
    }
  }

  private void newLine(int start) {
    line++;
    at = start;
    lineStart = start;
  }

  private Matcher matcher(Pattern pattern) {
    return pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
  }

  private static SyntaxFault broken(int where, String problem) {
    return new SyntaxFault(where, problem);
  }
}
