package org.autotest.store.lab;

/// Texts that have to fit into columns.
final class Texts {
  private Texts() {}

  /// Its begin, with an ellipsis as the last character, when there are too many characters.
  static String cut(String text, int charsMax) {
    return text.length() > charsMax ? text.substring(0, charsMax - 1) + "…" : text;
  }
}
