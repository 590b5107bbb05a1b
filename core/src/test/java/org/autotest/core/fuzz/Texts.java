package org.autotest.core.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Makes texts of one kind: from its pieces in any order, or from a real one that is damaged.
final class Texts {
  private static final int LENGTH_MAX = 200_000;
  private static final int PIECES_MAX = 60;
  private static final int DAMAGES_MAX = 8;

  /// What tends to be forgotten.
  private static final List<String> STRANGE =
      List.of(
          "\0",
          "\r",
          "\r\n",
          "\n",
          "\t",
          " ",
          "\f",
          "\u000b",
          "\u0085",
          "\u00a0",
          "\u2028",
          "\ufeff",
          "\ud83d",
          "\udc0d",
          "\ud83d\udc0d",
          "\u0130",
          "\u00df",
          "\uffff",
          "=",
          "\\",
          "'",
          "\"",
          "-1",
          "99999999999999999999",
          "1e999999999",
          "NaN",
          "%s%n",
          "../",
          "{}",
          "$");

  private final List<String> real;
  private final List<String> pieces;

  /// Texts of one kind.
  ///
  /// @param real whole ones; may be empty
  /// @param pieces words of their grammar
  Texts(List<String> real, List<String> pieces) {
    this.real = List.copyOf(real);
    this.pieces = List.copyOf(pieces);
    if (pieces.isEmpty()) {
      throw new IllegalArgumentException("a kind of text has pieces");
    }
  }

  /// Pieces that are written in one text, each but the last with a `¦` behind it.
  static List<String> pieces(String text) {
    return new ArrayList<>(List.of(text.split("¦", -1)));
  }

  /// The files below a directory whose name is wanted; bytes that are no UTF-8 become U+FFFD.
  static List<String> files(Path directory, Predicate<String> wanted) throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (wanted.test(file.getFileName().toString())) {
          texts.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        }
      }
    }
    if (texts.isEmpty()) {
      throw new IOException("there is no such file below " + directory);
    }
    return texts;
  }

  /// The text that belongs to the seed of `random`.
  String next(Random random) {
    StringBuilder text = new StringBuilder();
    if (!real.isEmpty() && random.nextInt(3) > 0) {
      text.append(real.get(random.nextInt(real.size())));
    } else {
      int count = random.nextInt(PIECES_MAX);
      for (int i = 0; i < count; i++) {
        text.append(piece(random));
      }
    }
    for (int damages = random.nextInt(DAMAGES_MAX + 1); damages > 0; damages--) {
      damage(text, random);
    }
    return text.substring(0, Math.min(text.length(), LENGTH_MAX));
  }

  private void damage(StringBuilder text, Random random) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(1 + random.nextInt(40)));
    switch (random.nextInt(8)) {
      case 0 -> text.delete(from, to);
      case 1 -> text.insert(from, text.substring(from, to));
      case 2 -> text.replace(from, to, piece(random));
      case 3 -> text.insert(from, piece(random));
      case 4 -> text.insert(from, strange(random));
      case 5 -> text.setLength(from);
      case 6 -> text.insert(from, many(piece(random), random));
      default -> text.insert(from, many(strange(random) + piece(random), random));
    }
  }

  /// One piece again and again, seldom very often.
  private static String many(String piece, Random random) {
    int most = random.nextInt(40) == 0 ? 20_000 : 50;
    return piece.repeat(random.nextInt(Math.min(most, LENGTH_MAX / Math.max(1, piece.length()))));
  }

  private String piece(Random random) {
    return random.nextInt(8) == 0 ? strange(random) : pieces.get(random.nextInt(pieces.size()));
  }

  private static String strange(Random random) {
    return STRANGE.get(random.nextInt(STRANGE.size()));
  }
}
