package org.autotest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.autotest.core.operation.Argument;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import org.autotest.core.operation.ValueType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The command line against the registry of operations.
class GrammarTest {
  static final List<Operation> OPERATIONS = Operations.ALL;

  /// As a shell splits: what stands in quotes is one word.
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^ '])+");

  @TempDir private Path home;

  @Test
  void every_operation_has_exactly_one_verb() {
    assertThat(Verbs.ALL)
        .extracting(Verb::operation)
        .containsExactlyInAnyOrderElementsOf(Operations.ALL);
  }

  @ParameterizedTest
  @FieldSource("OPERATIONS")
  void every_argument_can_be_given(Operation operation) {
    Verb verb = verbOf(operation);
    CommandLine command = commandOf(verb);

    for (Argument argument : operation.arguments()) {
      boolean item =
          verb.items().filter(items -> items.argument().equals(argument.name())).isPresent();
      boolean asked = verb.extras().contains(new Verb.Extra.Asked(argument.name()));
      boolean option =
          command.getCommandSpec().findOption("--" + argument.name().replace('_', '-')) != null;
      assertThat(item || asked || option).as(operation.name() + " " + argument.name()).isTrue();
    }
  }

  @ParameterizedTest
  @FieldSource("OPERATIONS")
  void every_extra_speaks_of_a_declared_argument(Operation operation) {
    for (Verb.Extra extra : verbOf(operation).extras()) {
      List<String> arguments =
          switch (extra) {
            case Verb.Extra.Also(var argument, _) -> List.of(argument);
            case Verb.Extra.Preset(var argument, _, _, _) -> List.of(argument);
            case Verb.Extra.FileOf(var argument, _, _) -> List.of(argument);
            case Verb.Extra.Asked(var argument) -> List.of(argument);
            case Verb.Extra.Own _, Verb.Extra.Gone _ -> List.of();
          };
      assertThat(arguments)
          .allSatisfy(argument -> assertThat(operation.argument(argument)).isPresent());
    }
  }

  @ParameterizedTest
  @FieldSource("OPERATIONS")
  void every_help_begins_with_two_examples_that_parse(Operation operation) {
    Verb verb = verbOf(operation);

    assertThat(verb.examples()).hasSize(2);
    for (String example : verb.examples()) {
      List<String> words =
          new ArrayList<>(
              WORD.matcher(example).results().map(word -> word.group().replace("'", "")).toList());
      assertThat(words.removeFirst()).isEqualTo("atest");
      line().parseArgs(words.toArray(String[]::new));
    }
    assertThat(commandOf(verb).getUsageMessage())
        .startsWith("Examples:\n  " + verb.examples().getFirst() + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "job.create, -t, --tests",
    "job.create, -f, --control-file",
    "job.create, -k, --kernel",
    "job.create, -s, --server",
    "job.create, -m, --machine",
    "job.create, -M, --mlist",
    "job.create, -b, --labels",
    "job.create, -y, --synch-count",
    "job.create, -d, --dependencies",
    "job.create, -p, --priority",
    "job.create, -B, --reboot-before",
    "job.create, -a, --reboot-after",
    "job.create, -n, --noverify",
    "job.create, -o, --timeout",
    "job.create, -e, --email",
    "job.list, -u, --user",
    "job.list, -r, --running",
    "job.list, -a, --all",
    "host.list, -b, --label",
    "host.list, -s, --status",
    "host.create, -l, --lock",
    "host.create, -u, --unlock",
    "host.create, -t, --platform",
    "host.create, -p, --protection",
    "host.create, -b, --labels",
    "host.create, -a, --acls",
    "host.create, -A, --alist",
    "host.modify, -t, --platform",
    "label.list, -t, --platform-only",
    "label.list, -a, --all",
    "label.list, -m, --machine",
    "label.list, -B, --blist",
    "label.add, -m, --machine",
    "label.add, -M, --mlist",
    "label.remove, -m, --machine",
    "user.list, -a, --acl",
    "user.list, -l, --access-level",
    "user.list, -U, --ulist",
    "acl.list, -u, --user",
    "acl.list, -m, --machine",
    "acl.create, -d, --desc",
    "acl.add, -u, --user",
    "acl.add, -U, --ulist",
    "acl.add, -m, --machine",
    "acl.remove, -M, --mlist",
    "acl.delete, -A, --alist",
    "host.modify, -l, --lock",
    "host.modify, -M, --mlist",
    "host.history, -q, --max-query",
  })
  void the_letters_of_the_original_mean_what_they_meant(
      String operation, String letter, String name) {
    Verb verb = verbOf(Operations.named(operation).orElseThrow());

    OptionSpec option = commandOf(verb).getCommandSpec().findOption(letter);

    assertThat(option.names()).contains(name);
  }

  private CommandLine line() {
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
    return Atest.commandLine(new Shell(home).around(nowhere, nowhere));
  }

  private CommandLine commandOf(Verb verb) {
    CommandLine topic = line();
    if (!verb.operation().topic().equals("auth")) {
      topic = Objects.requireNonNull(topic.getSubcommands().get(verb.operation().topic()));
    }
    return Objects.requireNonNull(topic.getSubcommands().get(verb.name()));
  }

  private static Verb verbOf(Operation operation) {
    return Verbs.ALL.stream()
        .filter(verb -> verb.operation().equals(operation))
        .findFirst()
        .orElseThrow();
  }

  /// A switch that took the next word would take the name of what is meant.
  @ParameterizedTest
  @FieldSource("OPERATIONS")
  void a_flag_leaves_the_word_behind_it_alone(Operation operation) {
    Verb verb = verbOf(operation);
    for (Argument argument : operation.arguments()) {
      String option = "--" + argument.name().replace('_', '-');
      boolean flag = argument.type() instanceof ValueType.Flag;
      if (!flag || commandOf(verb).getCommandSpec().findOption(option) == null) {
        continue;
      }
      for (String word :
          verb.items().isPresent() ? List.of("host1", "--json") : List.of("--json")) {
        ParseResult parsed = line().parseArgs(words(verb, option, word));
        assertThat(last(parsed).<Object>matchedOptionValue(option, "")).hasToString("true");
        if (!word.startsWith("-")) {
          assertThat(last(parsed).<Object>matchedPositionalValue(0, "").toString())
              .as(operation.name() + " " + option)
              .isIn("host1", "[host1]");
        }
      }
      assertThat(
              last(line().parseArgs(words(verb, option, "false")))
                  .<Object>matchedOptionValue(option, ""))
          .hasToString("false");
    }
  }

  private static String[] words(Verb verb, String... behind) {
    List<String> words = new ArrayList<>(List.of(verb.typed().split(" ", -1)));
    words.addAll(List.of(behind));
    return words.toArray(String[]::new);
  }

  private static ParseResult last(ParseResult parsed) {
    return parsed.hasSubcommand() ? last(parsed.subcommand()) : parsed;
  }
}
