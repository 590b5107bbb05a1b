package org.autotest.core.control;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.job.ControlType;
import org.autotest.core.subresult.SubResultFormat;

/// What a control file says of itself. Read without running anything.
///
/// @param about who wrote it, what it is
/// @param time how long it takes; empty when it does not say
/// @param timeAsWritten the word for `time` as it stands in the file, empty text when it does not
///   say
/// @param type where it runs; empty when it does not say
/// @param dependencies names of labels that a host must carry, in the order of the file
/// @param experimental whether it is not meant for everybody yet
/// @param runVerify whether hosts are verified before it
/// @param syncCount hosts it needs at once, at least 1
/// @param parameters names of parameters that a job may set, in the order of the file
/// @param resultFormat what an executable test prints its sub-results in; empty when it prints none
/// @param problems what is missing or has no meaning; empty for a complete file
public record ControlFile(
    ControlLanguage language,
    About about,
    Optional<TestTime> time,
    String timeAsWritten,
    Optional<ControlType> type,
    Set<String> dependencies,
    boolean experimental,
    boolean runVerify,
    int syncCount,
    Set<String> parameters,
    Optional<SubResultFormat> resultFormat,
    List<SyntaxProblem> problems) {

  /// The variable that names [#resultFormat].
  public static final String RESULT_FORMAT = "RESULT_FORMAT";

  /// The texts for people; each empty when the file does not say.
  ///
  /// @param testClass a word in lower case: `kernel`, `network`
  /// @param testCategory a word in lower case: `functional`, `stress`
  public record About(
      String name, String author, String doc, String testClass, String testCategory) {}

  public ControlFile {
    dependencies = Collections.unmodifiableSet(new LinkedHashSet<>(dependencies));
    parameters = Collections.unmodifiableSet(new LinkedHashSet<>(parameters));
    problems = List.copyOf(problems);
  }

  /// Reads what can be read; the rest has its default and is listed in [#problems].
  ///
  /// @param source how messages name the file
  /// @throws MalformedInput when the text cannot be parsed; says line and fault
  public static ControlFile read(String source, String text) {
    return ControlFileReader.read(source, text);
  }

  /// Reads a file that must be complete.
  ///
  /// @throws MalformedInput when the text cannot be parsed, a variable that must be set is not, or
  ///   a value has no meaning; names every fault
  public static ControlFile readStrictly(String source, String text) {
    ControlFile file = ControlFileReader.read(source, text);
    if (!file.problems.isEmpty()) {
      throw ControlFileReader.refused(source, file.problems);
    }
    return file;
  }

  /// What is wrong with the text as a program, without running it: for Java all syntax errors; for
  /// Python only what prevents cutting it into words, since the rest is for Python to say. Empty
  /// when nothing is.
  public static List<SyntaxProblem> syntaxProblems(String text) {
    return ControlFileReader.syntaxProblems(text);
  }
}
