package org.autotest.core.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.job.ControlType;
import org.autotest.core.subresult.SubResultFormat;

/// Gives constants their meaning as metadata.
final class ControlFileReader {
  private static final List<String> REQUIRED =
      List.of("AUTHOR", "DOC", "NAME", "TEST_CATEGORY", "TEST_CLASS", "TEST_TYPE", "TIME");

  /// By name in upper case; the last assignment wins.
  private final Map<String, Constant> constants = new HashMap<>();

  private final List<SyntaxProblem> problems = new ArrayList<>();

  private ControlFileReader(List<Constant> constants) {
    constants.forEach(each -> this.constants.put(each.name().toUpperCase(Locale.ROOT), each));
  }

  static ControlFile read(String source, String text) {
    ControlLanguage language = ControlLanguage.of(text);
    try {
      List<Constant> constants =
          switch (language) {
            case JAVA -> JavaConstants.read(text);
            case PYTHON -> PythonConstants.read(text);
          };
      return new ControlFileReader(constants).controlFile(language);
    } catch (SyntaxFault fault) {
      throw fault.in(source);
    }
  }

  static List<SyntaxProblem> syntaxProblems(String text) {
    try {
      return switch (ControlLanguage.of(text)) {
        case JAVA -> JavaSource.parse(text).problems();
        case PYTHON -> {
          PythonScanner.scan(text);
          yield List.of();
        }
      };
    } catch (SyntaxFault fault) {
      return List.of(fault.problem());
    }
  }

  static MalformedInput refused(String source, List<SyntaxProblem> problems) {
    SyntaxProblem first = problems.getFirst();
    String more =
        problems.stream().skip(1).map(each -> "; " + each.at(source)).collect(Collectors.joining());
    return new MalformedInput(Blame.SUBMITTER, source, first.line(), first.message() + more);
  }

  private ControlFile controlFile(ControlLanguage language) {
    for (String name : REQUIRED) {
      if (!constants.containsKey(name)) {
        problems.add(new SyntaxProblem(0, name + " is not set"));
      }
    }
    ControlFile.About about =
        new ControlFile.About(
            text("NAME"),
            text("AUTHOR"),
            text("DOC"),
            text("TEST_CLASS").toLowerCase(Locale.ROOT),
            text("TEST_CATEGORY").toLowerCase(Locale.ROOT));
    Optional<TestTime> time = word("TIME", "short, medium or long", TestTime::ofWord);
    Optional<ControlType> type = word("TEST_TYPE", "client or server", ControlType::ofWord);
    boolean experimental = truth("EXPERIMENTAL", false);
    boolean runVerify = truth("RUN_VERIFY", true);
    int syncCount = syncCount();
    Optional<SubResultFormat> resultFormat =
        word(ControlFile.RESULT_FORMAT, "tap or ktap", ControlFileReader::printedFormatOf);
    problems.sort(Comparator.comparingInt(SyntaxProblem::line));
    return new ControlFile(
        language,
        about,
        time,
        text("TIME"),
        type,
        list("DEPENDENCIES"),
        experimental,
        runVerify,
        syncCount,
        list("TEST_PARAMETERS"),
        resultFormat,
        problems);
  }

  private String text(String name) {
    return Optional.ofNullable(constants.get(name)).map(Constant::value).orElse("");
  }

  private <T> Optional<T> word(String name, String choices, Function<String, Optional<T>> meaning) {
    Constant constant = constants.get(name);
    if (constant == null) {
      return Optional.empty();
    }
    Optional<T> value = meaning.apply(constant.value());
    if (value.isEmpty()) {
      wrong(constant, name, choices);
    }
    return value;
  }

  private boolean truth(String name, boolean otherwise) {
    return word(name, "True or False", ControlFileReader::truthOf).orElse(otherwise);
  }

  private static Optional<Boolean> truthOf(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /// JUnit XML is no format to print: it stands in a file.
  private static Optional<SubResultFormat> printedFormatOf(String word) {
    return SubResultFormat.ofWord(word).filter(format -> format != SubResultFormat.JUNIT);
  }

  private int syncCount() {
    return word("SYNC_COUNT", "a whole number from 1", ControlFileReader::countOf).orElse(1);
  }

  private static Optional<Integer> countOf(String word) {
    return word.matches("[1-9]\\d{0,8}") ? Optional.of(Integer.valueOf(word)) : Optional.empty();
  }

  private Set<String> list(String name) {
    return Arrays.stream(text(name).split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void wrong(Constant constant, String name, String choices) {
    String value = constant.value();
    String shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
    problems.add(
        new SyntaxProblem(
            constant.line(),
            "%s is \"%s\", must be %s"
                .formatted(name, shown.replaceAll("\\p{Cntrl}", " "), choices)));
  }
}
