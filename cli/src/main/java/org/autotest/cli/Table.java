package org.autotest.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Text in columns.
final class Table {
  private static final String GAP = "  ";
  private static final int WIDTH_MIN = 8;

  private final List<String> headings;
  private final List<Boolean> toTheRight;
  private final List<List<String>> rows = new ArrayList<>();

  /// Begins a table.
  ///
  /// @param toTheRight for each column whether it holds numbers
  Table(List<String> headings, List<Boolean> toTheRight) {
    this.headings = List.copyOf(headings);
    this.toTheRight = List.copyOf(toTheRight);
  }

  /// Adds a row. Line ends and other control characters become blanks, so that no name or reason
  /// can break the table or speak to the terminal.
  void add(List<String> cells) {
    if (cells.size() != headings.size()) {
      throw new IllegalArgumentException(
          "a row of %d cells in a table of %d".formatted(cells.size(), headings.size()));
    }
    rows.add(cells.stream().map(Table::clean).toList());
  }

  /// The lines, headings first.
  ///
  /// @param columnsMax characters a line may have; 0 for no limit. The widest columns give way
  ///   first, down to [#WIDTH_MIN]; what does not fit is cut in the middle
  List<String> lines(int columnsMax) {
    int[] widths = widths(columnsMax);
    List<String> lines = new ArrayList<>();
    lines.add(line(headings, widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  /// A text as it can stand in a cell.
  static String clean(String text) {
    return text.replaceAll("[\\p{Cc}\\u2028\\u2029]+", " ");
  }

  private int[] widths(int columnsMax) {
    int[] widths = new int[headings.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          rows.stream()
              .mapToInt(row -> length(row.get(column)))
              .reduce(length(headings.get(i)), Math::max);
    }
    int gaps = GAP.length() * (widths.length - 1);
    while (columnsMax > 0 && Arrays.stream(widths).sum() + gaps > columnsMax) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= WIDTH_MIN) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private String line(List<String> cells, int[] widths) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      String cell = shortened(cells.get(i), widths[i]);
      String padding = " ".repeat(Math.max(0, widths[i] - length(cell)));
      parts.add(toTheRight.get(i) ? padding + cell : cell + padding);
    }
    return parts.stream().collect(Collectors.joining(GAP)).stripTrailing();
  }

  private static String shortened(String text, int width) {
    if (length(text) <= width) {
      return text;
    }
    int[] points = text.codePoints().toArray();
    int head = width / 2;
    int tail = width - head - 1;
    return new String(points, 0, head) + "…" + new String(points, points.length - tail, tail);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
