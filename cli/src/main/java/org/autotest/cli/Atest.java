package org.autotest.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line: topics, verbs, options, and what becomes of failures.
public final class Atest {
  /// Topics whose verbs stand at the top: `atest login`.
  static final Set<String> WITHOUT_TOPIC = Set.of("auth");

  private static final Map<String, String> TOPICS =
      Map.ofEntries(
          Map.entry("job", "What was asked for, and how it goes"),
          Map.entry("recur", "Jobs that come again by themselves"),
          Map.entry("host", "The machines"),
          Map.entry("results", "How tests went"),
          Map.entry("test", "The tests that jobs can be made of"),
          Map.entry("label", "Words on hosts"),
          Map.entry("acl", "Access groups: who may use which hosts"),
          Map.entry("atomicgroup", "Hosts that jobs take together or not at all"),
          Map.entry("drone", "The machines that run autoserv"),
          Map.entry("droneset", "Drones to which jobs may be limited"),
          Map.entry("user", "Who may log in"),
          Map.entry("server", "The lab itself"));

  private final Surroundings around;
  private final Map<CommandSpec, Action> actions = new LinkedHashMap<>();
  private final Map<CommandSpec, OptionSet> options = new LinkedHashMap<>();

  /// What a verb does.
  interface Action {
    ExitStatus run(ParseResult parsed, Session session);
  }

  private Atest(Surroundings around) {
    this.around = around;
  }

  /// Runs one command line.
  ///
  /// @return the exit status, as `atest --help` lists them
  public static int run(Surroundings around, String... words) {
    return new Atest(around).run(words).code();
  }

  /// The whole grammar, for tests and for help.
  static CommandLine commandLine(Surroundings around) {
    return new Atest(around).grammar();
  }

  private ExitStatus run(String... words) {
    CommandLine line = grammar();
    ParseResult parsed;
    try {
      parsed = line.parseArgs(OptionSet.dashed(helpAsOption(words)));
    } catch (ParameterException misunderstood) {
      explain(misunderstood);
      return ExitStatus.FAILED;
    }
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    CommandLine asked = last.commandSpec().commandLine();
    Action action = actions.get(last.commandSpec());
    if (parsedHelp(parsed) || action == null) {
      boolean wanted = parsedHelp(parsed) || words.length == 0;
      asked.usage(wanted ? around.out() : around.err(), ansi());
      return wanted ? ExitStatus.DONE : ExitStatus.FAILED;
    }
    Globals globals = new Globals(parsed);
    try (Session session = new Session(globals, around)) {
      if (!asked.getCommandName().equals(Login.VERB.name())) {
        session.requireUser();
      }
      return action.run(last, session);
    } catch (AutotestException failure) {
      around.err().println("atest: " + message(last.commandSpec(), failure));
      trace(globals, failure);
      return ExitStatus.FAILED;
    } catch (RuntimeException bug) {
      around
          .err()
          .println(
              "atest: %s. This is %s; please report it"
                  .formatted(Table.clean(bug.toString()), Blame.BUG.inWords()));
      trace(globals, bug);
      return ExitStatus.FAILED;
    }
  }

  private String message(CommandSpec asked, AutotestException failure) {
    return Optional.ofNullable(options.get(asked))
        .map(set -> Failures.message(failure, set::shown))
        .orElseGet(() -> Failures.message(failure));
  }

  /// `atest help`, `atest job help` and `atest help job` ask for help too.
  private static String[] helpAsOption(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    int at = all.subList(0, Math.min(2, all.size())).indexOf("help");
    if (at >= 0) {
      all.remove(at);
      all.add("--help");
    }
    return all.toArray(String[]::new);
  }

  private CommandLine grammar() {
    CommandSpec top = CommandSpec.create().name("atest");
    Globals.addTo(top);
    HelpPage.write(
        top,
        "Talks to an Autotest lab",
        "",
        List.of("atest job create first -t sleeptest -m host1", "atest job list"));
    top.usageMessage().footer(Manual.footer());
    CommandLine line = new CommandLine(top);
    Map<String, CommandLine> topics = new LinkedHashMap<>();
    for (Verb verb : Verbs.ALL) {
      CommandLine parent = parent(line, topics, verb.operation().topic());
      CommandSpec spec = command(verb);
      parent.addSubcommand(
          verb.name(), new CommandLine(spec), verb.aliases().toArray(String[]::new));
    }
    CommandLine job = parent(line, topics, "job");
    add(job, JobWait.spec(), JobWait::run);
    add(job, JobLog.spec(), JobLog::run);
    return line.setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(around.terminal().map(t -> Math.max(60, t.columns())).orElse(100))
        .setPosixClusteredShortOptionsAllowed(true);
  }

  private CommandLine parent(CommandLine top, Map<String, CommandLine> topics, String topic) {
    if (WITHOUT_TOPIC.contains(topic)) {
      return top;
    }
    return topics.computeIfAbsent(
        topic,
        name -> {
          CommandSpec spec = CommandSpec.create().name(name);
          HelpPage.write(spec, TOPICS.getOrDefault(name, name), "", List.of());
          HelpPage.withoutInheritedOptions(spec);
          CommandLine line = new CommandLine(spec);
          top.addSubcommand(name, line);
          return line;
        });
  }

  private CommandSpec command(Verb verb) {
    CommandSpec spec = CommandSpec.create().name(verb.name());
    OptionSet set = new OptionSet(verb);
    set.addTo(spec);
    options.put(spec, set);
    HelpPage.write(spec, verb.operation().summary(), verb.operation().doc(), verb.examples());
    HelpPage.withoutInheritedOptions(spec);
    actions.put(
        spec,
        (parsed, session) ->
            new OperationCommand(verb, session)
                .run(set.arguments(parsed, around), set.own(parsed), set.items(parsed, around)));
    return spec;
  }

  private void add(CommandLine topic, CommandSpec spec, Action action) {
    HelpPage.withoutInheritedOptions(spec);
    actions.put(spec, action);
    topic.addSubcommand(spec.name(), new CommandLine(spec));
  }

  private void explain(ParameterException misunderstood) {
    CommandLine asked = misunderstood.getCommandLine();
    String problem = Optional.ofNullable(misunderstood.getMessage()).orElse("misunderstood");
    if (misunderstood instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().getFirst();
      problem = "'%s' is not understood here".formatted(word);
      List<String> near = Typo.near(word.replaceFirst("=.*", ""), known(asked));
      if (!near.isEmpty()) {
        problem += ". Did you mean: " + String.join(", ", near) + "?";
      }
    }
    around.err().println("atest: " + Table.clean(problem));
    around.err().println("Try: " + asked.getCommandSpec().qualifiedName(" ") + " --help");
  }

  private static List<String> known(CommandLine asked) {
    List<String> words = new ArrayList<>(asked.getSubcommands().keySet());
    for (OptionSpec option : asked.getCommandSpec().options()) {
      words.addAll(List.of(option.names()));
    }
    return words;
  }

  private static boolean parsedHelp(ParseResult top) {
    for (Optional<ParseResult> level = Optional.of(top);
        level.isPresent();
        level = level.filter(ParseResult::hasSubcommand).map(ParseResult::subcommand)) {
      if (level.get().isUsageHelpRequested()) {
        return true;
      }
    }
    return false;
  }

  private Ansi ansi() {
    boolean colours = around.terminal().filter(Surroundings.Terminal::colours).isPresent();
    return colours ? Ansi.ON : Ansi.OFF;
  }

  private void trace(Globals globals, Throwable failure) {
    if (globals.debug()) {
      for (StackTraceElement element : failure.getStackTrace()) {
        around.err().println("debug:   at " + element);
      }
    }
  }
}
