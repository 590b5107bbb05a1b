package org.autotest.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.cli.Verb.Extra;
import org.autotest.cli.Verb.Items;
import org.autotest.core.failure.Blame;
import org.autotest.core.operation.Argument;
import org.autotest.core.operation.Operations;
import org.autotest.core.operation.Result;
import org.autotest.core.operation.ValueType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// The options of one verb, made from the arguments that its operation declares.
final class OptionSet {
  /// Lists whose items have no blanks, and may stand between blanks.
  private static final Set<String> WORDS =
      Set.of("hosts", "one_time_hosts", "email_list", "kernels", "kernel_configs");

  private final Verb verb;

  OptionSet(Verb verb) {
    this.verb = verb;
  }

  /// Gives the command its options and its place for items.
  void addTo(CommandSpec spec) {
    for (Argument argument : verb.operation().arguments()) {
      if (hasOption(argument)) {
        spec.addOption(option(argument));
      }
    }
    for (Extra extra : verb.extras()) {
      switch (extra) {
        case Extra.Preset(_, _, var names, var doc) -> spec.addOption(toggle(names, doc));
        case Extra.FileOf(_, var names, var doc) -> spec.addOption(valued(names, "FILE", doc));
        case Extra.Own(_, var label, var names, var doc) ->
            spec.addOption(label.isEmpty() ? toggle(names, doc) : valued(names, label, doc));
        case Extra.Gone(var names, _) -> spec.addOption(gone(names));
        case Extra.Also _, Extra.Asked _ -> {}
      }
    }
    verb.items().ifPresent(items -> add(spec, items));
  }

  /// What was given, by argument.
  Map<String, Object> arguments(ParseResult parsed, Surroundings around) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Argument argument : verb.operation().arguments()) {
      if (hasOption(argument) && parsed.hasMatchedOption(longName(argument))) {
        Object given = parsed.matchedOption(longName(argument)).getValue();
        values.put(argument.name(), value(argument, given));
      }
    }
    for (Extra extra : verb.extras()) {
      switch (extra) {
        case Extra.Preset(var argument, var value, var names, _) when given(parsed, names) -> {
          Object before = values.put(argument, value);
          if (before != null && !before.equals(value)) {
            throw new CliFailure(
                Blame.SUBMITTER,
                "%s: %s contradicts what gives %s another value"
                    .formatted(verb.typed(), names.getLast(), longName(argument)));
          }
        }
        case Extra.FileOf(var argument, var names, _) when given(parsed, names) -> {
          String file = parsed.matchedOptionValue(names.getFirst(), "");
          List<Object> all = new ArrayList<>(listed(values.get(argument)));
          all.addAll(ItemList.read(file, around));
          values.put(argument, all);
        }
        case Extra.Gone(var names, var instead) when given(parsed, names) ->
            throw new CliFailure(
                Blame.SUBMITTER,
                "%s: there is no %s: %s".formatted(verb.typed(), names.getFirst(), instead));
        case Extra.Preset _,
            Extra.FileOf _,
            Extra.Own _,
            Extra.Also _,
            Extra.Asked _,
            Extra.Gone _ -> {}
      }
    }
    return values;
  }

  /// What was given for the verb's step, by key.
  Map<String, Object> own(ParseResult parsed) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Extra extra : verb.extras()) {
      if (extra instanceof Extra.Own(var key, var label, var names, _) && given(parsed, names)) {
        values.put(key, label.isEmpty() ? true : parsed.matchedOptionValue(names.getFirst(), ""));
      }
    }
    return values;
  }

  /// What was given without an option, and in files of items; each once, in order.
  List<String> items(ParseResult parsed, Surroundings around) {
    Optional<Items> items = verb.items();
    if (items.isEmpty()) {
      return List.of();
    }
    Set<String> found = new LinkedHashSet<>();
    for (String word : parsed.matchedPositionalValue(0, List.<String>of())) {
      found.addAll(items.get().many() ? ItemList.split(word) : List.of(word));
    }
    found.removeIf(String::isBlank);
    for (String file : items.get().file()) {
      if (parsed.hasMatchedOption(file)) {
        found.addAll(ItemList.read(parsed.matchedOptionValue(file, ""), around));
        break;
      }
    }
    boolean required =
        verb.operation().argument(items.get().argument()).filter(Argument::required).isPresent();
    if (found.isEmpty() && required) {
      throw new CliFailure(
          Blame.SUBMITTER,
          "%s: no %s given. Try: %s"
              .formatted(verb.typed(), items.get().label(), verb.examples().getFirst()));
    }
    return List.copyOf(found);
  }

  /// Options may be written with underscores, as the original's were: `--synch_count=2`.
  static String[] dashed(String... words) {
    return Arrays.stream(words)
        .map(
            word -> {
              int end = word.indexOf('=') < 0 ? word.length() : word.indexOf('=');
              return word.startsWith("--")
                  ? word.substring(0, end).replace('_', '-') + word.substring(end)
                  : word;
            })
        .toArray(String[]::new);
  }

  /// What a person knows a field of a refusal by: its option, the word that stands for an item in
  /// help texts, or plain words for what no option gives.
  String shown(String field) {
    Optional<Items> item = verb.items().filter(items -> items.argument().equals(field));
    boolean option = verb.operation().argument(field).filter(this::hasOption).isPresent();
    return option ? longName(field) : item.map(Items::label).orElse(field.replace('_', ' '));
  }

  private boolean hasOption(Argument argument) {
    boolean asked =
        verb.extras().stream().anyMatch(extra -> extra.equals(new Extra.Asked(argument.name())));
    boolean item =
        verb.items().filter(items -> items.argument().equals(argument.name())).isPresent();
    return !asked && !(item && argument.required());
  }

  private OptionSpec option(Argument argument) {
    Set<String> names = new LinkedHashSet<>();
    for (Extra extra : verb.extras()) {
      if (extra instanceof Extra.Also(var of, var more) && of.equals(argument.name())) {
        names.addAll(more);
      }
    }
    names.add(longName(argument));
    OptionSpec.Builder option =
        OptionSpec.builder(names.toArray(String[]::new)).description(doc(argument));
    return switch (argument.type()) {
      case ValueType.Flag() ->
          // Not a text: that would take the next word, whatever it is.
          option
              .type(Boolean.class)
              .arity("0..1")
              .fallbackValue("true")
              .paramLabel("true|false")
              .build();
      case ValueType.ListOf _ ->
          option.type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel("A,B").build();
      case ValueType.MapOf _ ->
          option
              .type(List.class)
              .auxiliaryTypes(String.class)
              .arity("1")
              .paramLabel("KEY=VALUE")
              .build();
      case ValueType.Text _,
          ValueType.Whole _,
          ValueType.Decimal _,
          ValueType.Time _,
          ValueType.Choice _,
          ValueType.Nested _ ->
          option.type(String.class).arity("1").paramLabel(label(argument)).build();
    };
  }

  private static String doc(Argument argument) {
    String doc = Character.toUpperCase(argument.doc().charAt(0)) + argument.doc().substring(1);
    String choices =
        argument.type() instanceof ValueType.Choice(var words)
            ? ": " + String.join(", ", words)
            : "";
    String standard = argument.standard().map(value -> " (else %s)".formatted(value)).orElse("");
    return doc.replace("%", "%%") + choices + standard + ".";
  }

  private static String label(Argument argument) {
    if (argument.name().equals("control_file")) {
      return "FILE";
    }
    return argument.type() instanceof ValueType.Whole ? "N" : "TEXT";
  }

  private static Object value(Argument argument, Object given) {
    return switch (argument.type()) {
      case ValueType.ListOf _ ->
          listed(given).stream()
              .map(Object::toString)
              .flatMap(
                  each ->
                      WORDS.contains(argument.name())
                          ? ItemList.words(each).stream()
                          : ItemList.split(each).stream())
              .map(each -> (Object) each)
              .toList();
      case ValueType.MapOf _ -> pairs(argument, listed(given));
      case ValueType.Whole _ -> {
        String text = given.toString();
        yield text.matches("-?\\d{1,18}") ? (Object) Long.valueOf(text) : text;
      }
      case ValueType.Flag() -> {
        String text = given.toString();
        yield text.matches("(?i)true|false") ? (Object) Boolean.valueOf(text) : text;
      }
      case ValueType.Text _,
          ValueType.Decimal _,
          ValueType.Time _,
          ValueType.Choice _,
          ValueType.Nested _ ->
          given;
    };
  }

  private static Map<String, Object> pairs(Argument argument, List<?> given) {
    Map<String, Object> pairs = new LinkedHashMap<>();
    for (Object each : given) {
      String pair = each.toString();
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new CliFailure(
            Blame.SUBMITTER, "%s: '%s' is no KEY=VALUE".formatted(longName(argument), pair));
      }
      pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return pairs;
  }

  private static List<?> listed(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static boolean given(ParseResult parsed, List<String> names) {
    return parsed.hasMatchedOption(names.getFirst());
  }

  private static String longName(Argument argument) {
    return longName(argument.name());
  }

  private static String longName(String argument) {
    return "--" + argument.replace('_', '-');
  }

  /// What stands beside a list by name is a whole name; the argument of the server is a part of
  /// one.
  private String doc(Items items) {
    boolean jobs = verb.operation().equals(Operations.JOB_LIST);
    return verb.operation().result() instanceof Result.Page && items.argument().equals("name")
        ? "Only %s, or begin so when a star ends it; --name takes a part of a name."
            .formatted(
                jobs
                    ? "the job of this number, or those that are called so"
                    : "those that are called so")
        : verb.operation().argument(items.argument()).map(OptionSet::doc).orElse("");
  }

  private void add(CommandSpec spec, Items items) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .type(List.class)
            .auxiliaryTypes(String.class)
            .index(items.many() ? "0..*" : "0")
            .arity(items.many() ? "0..*" : "0..1")
            .paramLabel(items.label())
            .description(
                doc(items)
                    + (items.many() ? " Several may stand here, or be joined by commas." : ""))
            .build());
    if (!items.file().isEmpty()) {
      spec.addOption(valued(items.file(), "FILE", "file that lists more of them; - for stdin"));
    }
  }

  private static OptionSpec toggle(List<String> names, String doc) {
    return OptionSpec.builder(names.toArray(String[]::new))
        .type(boolean.class)
        .description(sentence(doc))
        .build();
  }

  private static OptionSpec gone(List<String> names) {
    return OptionSpec.builder(names.toArray(String[]::new))
        .type(String.class)
        .arity("0..1")
        .hidden(true)
        .build();
  }

  private static OptionSpec valued(List<String> names, String label, String doc) {
    return OptionSpec.builder(names.toArray(String[]::new))
        .type(String.class)
        .arity("1")
        .paramLabel(label)
        .description(sentence(doc))
        .build();
  }

  private static String sentence(String doc) {
    return Character.toUpperCase(doc.charAt(0)) + doc.substring(1) + ".";
  }
}
