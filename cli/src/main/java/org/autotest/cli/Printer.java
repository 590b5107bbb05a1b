package org.autotest.cli;

import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.autotest.cli.Column.Shown;
import org.autotest.core.operation.Operation;
import org.autotest.core.sign.Sign;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes answers to the standard output, in the form that was asked for.
final class Printer {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Globals globals;
  private final Surroundings around;
  private final PrintStream out;

  Printer(Globals globals, Surroundings around) {
    this.globals = globals;
    this.around = around;
    this.out = around.out();
  }

  /// A list, `{"items": […], "next": …}`.
  ///
  /// @param columns of a table, besides those for whom wants more
  void list(Operation operation, JsonNode page, Set<Shown> columns) {
    switch (globals.form()) {
      case JSON -> json(page);
      case RECORDS -> page.path("items").forEach(item -> out.println(record(operation, item)));
      case TABLE -> table(operation, page.path("items"), columns);
    }
  }

  /// One object.
  void item(JsonNode item) {
    switch (globals.form()) {
      case JSON -> json(item);
      case RECORDS -> out.println(joined(fields(item, Words::value)));
      case TABLE -> block(item);
    }
  }

  /// Several objects: an array in JSON, else one after the other.
  void items(List<JsonNode> items) {
    if (globals.form() == Globals.Form.JSON) {
      json(JSON.createArrayNode().addAll(items));
      return;
    }
    for (int i = 0; i < items.size(); i++) {
      if (i > 0 && globals.form() == Globals.Form.TABLE) {
        out.println("-----");
      }
      item(items.get(i));
    }
  }

  /// A line for a person; nothing in the other forms.
  void remark(String text) {
    if (globals.form() == Globals.Form.TABLE) {
      out.println(text);
    }
  }

  private void json(JsonNode value) {
    out.println(JSON.writeValueAsString(value));
  }

  private String record(Operation operation, JsonNode item) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (Column column : Views.inRecords(operation)) {
      fields.put(column.heading(), column.value().apply(item));
    }
    return joined(fields);
  }

  private String joined(Map<String, String> fields) {
    List<String> parts = new ArrayList<>();
    fields.forEach(
        (key, value) -> {
          if (!value.isEmpty()) {
            parts.add(key + "=" + Table.clean(value));
          }
        });
    return String.join(globals.delimiter(), parts);
  }

  private void table(Operation operation, JsonNode items, Set<Shown> wanted) {
    if (items.isEmpty()) {
      return;
    }
    Set<Shown> shown = EnumSet.copyOf(wanted);
    if (globals.verbose()) {
      shown.addAll(Set.of(Shown.NAMED, Shown.VERBOSE));
    }
    List<Column> columns = Views.onScreen(operation, shown);
    Instant now = around.clock().instant();
    Table table =
        new Table(
            columns.stream().map(Column::heading).toList(),
            columns.stream().map(Column::toTheRight).toList());
    List<Optional<Sign>> signs = new ArrayList<>();
    for (JsonNode item : items) {
      table.add(columns.stream().map(column -> cell(column, item, now)).toList());
      signs.add(columns.stream().flatMap(column -> column.sign().apply(item).stream()).findFirst());
    }
    List<String> lines = table.lines(around.terminal().map(t -> t.columns()).orElse(0));
    out.println(lines.getFirst());
    for (int i = 1; i < lines.size(); i++) {
      out.println(Colours.paint(lines.get(i), signs.get(i - 1), around));
    }
  }

  private static String cell(Column column, JsonNode item, Instant now) {
    String text = column.text().apply(item, now);
    return column.sign().apply(item).map(sign -> sign.glyph() + " " + text).orElse(text);
  }

  private void block(JsonNode item) {
    Map<String, String> fields = fields(item, Words::plain);
    int width = fields.keySet().stream().mapToInt(String::length).max().orElse(0);
    fields.forEach(
        (key, value) -> {
          List<String> lines = value.lines().toList();
          String padded = (key + ":" + " ".repeat(width - key.length() + 1));
          if (lines.size() <= 1) {
            out.println((padded + printable(value)).stripTrailing());
          } else {
            out.println(key + ":");
            lines.forEach(line -> out.println("    " + printable(line)));
          }
        });
  }

  private static String printable(String line) {
    return line.replace("\t", "    ").replaceAll("[\\p{Cc}\\u2028\\u2029]", "?");
  }

  private static Map<String, String> fields(JsonNode item, Function<JsonNode, String> text) {
    Map<String, String> fields = new LinkedHashMap<>();
    item.properties()
        .forEach(
            each -> {
              JsonNode value = each.getValue();
              boolean entries = each.getKey().equals("status_counts");
              fields.put(
                  Views.heading(each.getKey()), entries ? Views.shares(value) : text.apply(value));
            });
    return fields;
  }
}
