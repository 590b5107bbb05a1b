package org.autotest.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/// Options that every command has, wherever they stand on the line.
final class Globals {
  /// How data are written.
  enum Form {
    /// Tables for people.
    TABLE,
    /// One JSON value, as REST answers it.
    JSON,
    /// `Key=value` records, one a line.
    RECORDS
  }

  private static final String HELP = "--help";

  private final Map<String, Object> given = new HashMap<>();

  /// Reads what was given before and behind topic and verb.
  Globals(ParseResult top) {
    for (Optional<ParseResult> level = Optional.of(top);
        level.isPresent();
        level = level.filter(ParseResult::hasSubcommand).map(ParseResult::subcommand)) {
      for (OptionSpec option : level.get().matchedOptions()) {
        if (option.scopeType() == ScopeType.INHERIT || option.inherited()) {
          given.put(option.longestName(), option.getValue());
        }
      }
    }
  }

  /// Gives the options to a command and all below it.
  static void addTo(CommandSpec spec) {
    add(spec, "--web", "URL", "The server; else $AUTOTEST_WEB, else what atest login noted.", "-w");
    add(spec, "--token", "TOKEN", "Who you are; else $AUTOTEST_TOKEN, else what login noted.");
    add(
        spec,
        "--username",
        "NAME",
        "Who you mean to be: who is logged in as another is refused.",
        "-Q");
    add(spec, "--json", "", "Write JSON.");
    add(spec, "--parse", "", "Write Key=value records, one a line.");
    add(spec, "--parse-delim", "TEXT", "Between two keys of a record; else a vertical bar.");
    add(spec, "--verbose", "", "More columns.", "-v");
    add(spec, "--debug", "", "Show requests, and traces of errors.", "-g");
    add(spec, "--kill-on-failure", "", "Stop at the first item that fails.");
    spec.addOption(
        OptionSpec.builder("-h", HELP)
            .usageHelp(true)
            .type(boolean.class)
            .scopeType(ScopeType.INHERIT)
            .description("Explain the command.")
            .build());
  }

  Optional<String> web() {
    return text("--web");
  }

  Optional<String> token() {
    return text("--token");
  }

  Optional<String> username() {
    return text("--username");
  }

  boolean verbose() {
    return given.containsKey("--verbose");
  }

  boolean debug() {
    return given.containsKey("--debug");
  }

  boolean stopsAtFirstFailure() {
    return given.containsKey("--kill-on-failure");
  }

  Form form() {
    if (given.containsKey("--json")) {
      return Form.JSON;
    }
    return given.containsKey("--parse") || given.containsKey("--parse-delim")
        ? Form.RECORDS
        : Form.TABLE;
  }

  String delimiter() {
    return text("--parse-delim").orElse("|");
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(given.get(name)).map(Object::toString);
  }

  private static void add(CommandSpec spec, String name, String label, String doc, String... more) {
    List<String> names = new ArrayList<>(List.of(more));
    names.add(name);
    OptionSpec.Builder option =
        OptionSpec.builder(names.toArray(String[]::new))
            .type(label.isEmpty() ? boolean.class : String.class)
            .scopeType(ScopeType.INHERIT)
            .description(doc);
    spec.addOption((label.isEmpty() ? option : option.paramLabel(label)).build());
  }
}
