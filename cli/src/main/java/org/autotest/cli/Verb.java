package org.autotest.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.operation.Operation;

/// How one operation is spelled on the command line. Without anything said here it has an option
/// for each of its arguments: `--max-runtime-hrs` and `--max_runtime_hrs` for `max_runtime_hrs`.
///
/// @param name the verb behind the topic
/// @param aliases other verbs for the same
/// @param items the argument that stands without an option; several items are one request each
/// @param extras more options
/// @param step turns what was written into what the operation takes
/// @param examples two real command lines
record Verb(
    Operation operation,
    String name,
    List<String> aliases,
    Optional<Items> items,
    List<Extra> extras,
    Step step,
    List<String> examples) {

  /// What stands on the command line without an option.
  ///
  /// @param argument the argument it is the value of
  /// @param label as it stands in help texts
  /// @param many whether several may stand there, each for a request of its own
  /// @param file options that name a file with more of them; empty for none
  record Items(String argument, String label, boolean many, List<String> file) {}

  /// An option that is not the plain name of an argument.
  sealed interface Extra {
    /// More names for an argument.
    record Also(String argument, List<String> names) implements Extra {}

    /// A switch that gives an argument a value.
    record Preset(String argument, Object value, List<String> names, String doc) implements Extra {}

    /// A file that lists values of an argument.
    record FileOf(String argument, List<String> names, String doc) implements Extra {}

    /// An argument that has no option: the [Step] asks the person for it, or finds it.
    record Asked(String argument) implements Extra {}

    /// An option of the original's that is refused.
    ///
    /// @param instead what to write, for people
    record Gone(List<String> names, String instead) implements Extra {}

    /// An option that a [Step] understands.
    ///
    /// @param key under which the step finds its value, a `String`, or `Boolean.TRUE` for a switch
    /// @param label of its value in help texts; empty for a switch
    record Own(String key, String label, List<String> names, String doc) implements Extra {}
  }

  /// Turns what was written into what the operation takes.
  @FunctionalInterface
  interface Step {
    /// Changes `arguments` in place.
    ///
    /// @param arguments wire name → value
    /// @param own values of the options that are [Extra.Own], by key
    void prepare(Map<String, Object> arguments, Map<String, Object> own, Session session);
  }

  Verb {
    aliases = List.copyOf(aliases);
    extras = List.copyOf(extras);
    examples = List.copyOf(examples);
  }

  /// The verb named like the operation.
  static Verb of(Operation operation, String... examples) {
    return new Verb(
        operation,
        operation.verb(),
        List.of(),
        Optional.empty(),
        List.of(),
        (_, _, _) -> {},
        List.of(examples));
  }

  /// As it stands on a command line behind `atest`.
  String typed() {
    return Atest.WITHOUT_TOPIC.contains(operation.topic()) ? name : operation.topic() + " " + name;
  }

  Verb alias(String... more) {
    return new Verb(operation, name, List.of(more), items, extras, step, examples);
  }

  Verb items(String argument, String label, boolean many, String... file) {
    Optional<Items> given = Optional.of(new Items(argument, label, many, List.of(file)));
    return new Verb(operation, name, aliases, given, extras, step, examples);
  }

  Verb also(String argument, String... names) {
    return extra(new Extra.Also(argument, List.of(names)));
  }

  Verb preset(String argument, Object value, String doc, String... names) {
    return extra(new Extra.Preset(argument, value, List.of(names), doc));
  }

  Verb fileOf(String argument, String doc, String... names) {
    return extra(new Extra.FileOf(argument, List.of(names), doc));
  }

  Verb asked(String argument) {
    return extra(new Extra.Asked(argument));
  }

  Verb gone(String instead, String... names) {
    return extra(new Extra.Gone(List.of(names), instead));
  }

  Verb own(String key, String label, String doc, String... names) {
    return extra(new Extra.Own(key, label, List.of(names), doc));
  }

  Verb step(Step preparation) {
    return new Verb(operation, name, aliases, items, extras, preparation, examples);
  }

  private Verb extra(Extra extra) {
    List<Extra> more = new ArrayList<>(extras);
    more.add(extra);
    return new Verb(operation, name, aliases, items, more, step, examples);
  }
}
