package org.autotest.client.commandline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.autotest.client.harness.Harness;

/// The options of `autotest-local`, and the words behind them.
///
/// @param help somebody asked what there is
/// @param args what the control file finds under the name `args`
/// @param resume a job that paused goes on
/// @param harness who is told of the job's course, a name or the path of a program; empty when not
///   chosen
/// @param harnessArgs for the harness; empty when not given
/// @param testDirectory tests of one's own
/// @param tag names the results directory
/// @param outputDirectory where results go
/// @param clientTestSetup the tests to set up, in place of a job; empty for a job
/// @param verbose DEBUG on the console too
/// @param systemLog the job's log goes to the machine's system log too
/// @param tap TAP files are written too
/// @param junit where a JUnit XML file of the run goes
/// @param language of the test that the command `new` makes
/// @param words the command or the control file, and what follows it
public record Options(
    boolean help,
    List<String> args,
    boolean resume,
    Optional<String> harness,
    Optional<String> harnessArgs,
    Optional<Path> testDirectory,
    String tag,
    Optional<String> hostname,
    Optional<String> user,
    Optional<Path> outputDirectory,
    List<String> clientTestSetup,
    boolean verbose,
    boolean systemLog,
    boolean tap,
    Optional<Path> junit,
    Language language,
    List<String> words) {

  /// What a test can be written in.
  public enum Language {
    JAVA,
    PYTHON,
    SHELL
  }

  /// A word, or a text in quotes with the quotes, as the original takes `--args` apart.
  private static final Pattern ARG =
      Pattern.compile("[^\\s\"']*(?:\"[^\"]*\"|'[^']*'|[^\\s\"']+)+");

  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+@:-]{0,127}");

  private static final int TAG_LENGTH_MAX = 128;

  /// Reads a command line.
  ///
  /// @throws UsageError when it makes no sense
  public static Options parse(List<String> commandLine) {
    return new Reader(commandLine).read();
  }

  /// Takes a text of arguments apart.
  static List<String> split(String text) {
    List<String> args = new ArrayList<>();
    Matcher matcher = ARG.matcher(text);
    while (matcher.find()) {
      args.add(matcher.group());
    }
    return args;
  }

  /// Reads one command line.
  private static final class Reader {
    private final List<String> rest;
    private boolean help;
    private final List<String> args = new ArrayList<>();
    private boolean resume;
    private Optional<String> harness = Optional.empty();
    private Optional<String> harnessArgs = Optional.empty();
    private Optional<Path> testDirectory = Optional.empty();
    private String tag = "default";
    private Optional<String> hostname = Optional.empty();
    private Optional<String> user = Optional.empty();
    private Optional<Path> output = Optional.empty();
    private List<String> clientTestSetup = List.of();
    private boolean verbose;
    private boolean systemLog;
    private boolean tap;
    private Optional<Path> junit = Optional.empty();
    private Language language = Language.PYTHON;
    private final List<String> words = new ArrayList<>();

    Reader(List<String> commandLine) {
      this.rest = new ArrayList<>(commandLine);
    }

    Options read() {
      while (!rest.isEmpty()) {
        String word = rest.removeFirst();
        if (word.equals("--")) {
          words.addAll(rest);
          rest.clear();
        } else if (word.startsWith("--")) {
          readLong(word);
        } else if (word.startsWith("-") && word.length() > 1) {
          readShort(word);
        } else {
          words.add(word);
          // What follows the command `run` is for the test.
          if (words.size() > 1 && words.getFirst().equals("run")) {
            words.addAll(rest);
            rest.clear();
          }
        }
      }
      return new Options(
          help,
          args,
          resume,
          harness,
          harnessArgs,
          testDirectory,
          tag,
          hostname,
          user,
          output,
          clientTestSetup,
          verbose,
          systemLog,
          tap,
          junit,
          language,
          words);
    }

    private void readLong(String word) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        rest.addFirst(word.substring(equals + 1));
      }
      String name = equals > 0 ? word.substring(0, equals) : word;
      if (equals > 0 && isFlag(name)) {
        throw new UsageError(name + " takes no value");
      }
      take(name);
    }

    private void readShort(String word) {
      if (word.length() > 2) {
        // -tTAG, or several flags in one word.
        String first = word.substring(0, 2);
        rest.addFirst(isFlag(first) ? "-" + word.substring(2) : word.substring(2));
      }
      take(word.substring(0, 2));
    }

    private static boolean isFlag(String name) {
      return switch (name) {
        case "-h",
            "--help",
            "-c",
            "--continue",
            "-v",
            "--verbose",
            "-l",
            "--external_logging",
            "--tap" ->
            true;
        default -> false;
      };
    }

    private void take(String name) {
      switch (name) {
        case "-h", "--help" -> help = true;
        case "-a", "--args" -> args.addAll(split(value(name)));
        case "-c", "--continue" -> resume = true;
        case "-H", "--harness" -> harness = Optional.of(harness(value(name)));
        case "-P", "--harness_args" ->
            harnessArgs = Optional.of(value(name)).filter(text -> !text.isEmpty());
        case "-t", "--tag" -> tag = tag(value(name));
        case "-d", "--test_directory" -> testDirectory = Optional.of(Path.of(value(name)));
        case "--hostname" -> hostname = Optional.of(value(name));
        case "-U", "--user" -> user = Optional.of(value(name)).filter(text -> !text.isEmpty());
        case "--output_dir" -> output = Optional.of(Path.of(value(name)));
        case "--client_test_setup" -> clientTestSetup = names(value(name));
        case "-v", "--verbose" -> verbose = true;
        case "-l", "--external_logging" -> systemLog = true;
        case "--tap" -> tap = true;
        case "--junit" -> junit = Optional.of(Path.of(value(name)));
        case "--language" -> language = language(value(name));
        default -> throw new UsageError("there is no option " + name);
      }
    }

    private String value(String name) {
      if (rest.isEmpty()) {
        throw new UsageError(name + " needs a value");
      }
      return rest.removeFirst();
    }

    private static String harness(String name) {
      if (Harness.isProgram(name)) {
        return Path.of(name).toAbsolutePath().normalize().toString();
      }
      if (!Harness.NAMES.contains(name)) {
        throw new UsageError(
            "there is no harness '%s'; there are %s, and programs by their path"
                .formatted(name, String.join(", ", Harness.NAMES)));
      }
      return name;
    }

    private static List<String> names(String text) {
      List<String> names =
          Stream.of(text.split(",", -1))
              .map(String::strip)
              .filter(name -> !name.isEmpty())
              .toList();
      if (names.isEmpty()) {
        throw new UsageError("--client_test_setup needs names of tests, or all");
      }
      return names;
    }

    private static Language language(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "java" -> Language.JAVA;
        case "python" -> Language.PYTHON;
        case "shell", "sh" -> Language.SHELL;
        default ->
            throw new UsageError(
                "no test can be written in '%s'; java, python and shell can be".formatted(text));
      };
    }

    private static String tag(String text) {
      if (text.length() > TAG_LENGTH_MAX) {
        throw new UsageError(
            "a tag has at most %d characters, this one %d"
                .formatted(TAG_LENGTH_MAX, text.length()));
      }
      if (!TAG.matcher(text).matches()) {
        throw new UsageError(
            "'%s' cannot name a results directory: letters, digits and _ . + @ : - only"
                .formatted(text));
      }
      return text;
    }
  }
}
