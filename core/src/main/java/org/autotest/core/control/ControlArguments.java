package org.autotest.core.control;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.autotest.core.control.ControlComposer.Part;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.MalformedInput;

/// Gives the test of a control file other arguments: `seconds=5` makes of `job.runTest("sleeptest",
/// arg("seconds", 1))` the same call with 5. Everything else in the file stays as it is.
///
/// Possible when the file runs one test by one call; a Python file must be nothing but constants
/// and that call.
public final class ControlArguments {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
  private static final Pattern WHOLE = Pattern.compile("-?(?:0|[1-9]\\d{0,17})");
  private static final Pattern FRACTION = Pattern.compile("-?\\d{1,18}\\.\\d{1,18}");
  private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
  private static final String FIELD = "args";

  private ControlArguments() {}

  /// What a person means who writes a value: a whole number, a fraction, `true` or `false`; else
  /// text, which may stand in quotes: `'5'` is the text 5.
  ///
  /// @return [Long], [Double], [Boolean] or text
  public static Object value(String written) {
    String text = written.strip();
    if (WHOLE.matcher(text).matches()) {
      return Long.valueOf(text);
    }
    if (FRACTION.matcher(text).matches()) {
      return Double.valueOf(text);
    }
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return Boolean.valueOf(text);
    }
    return QUOTED.matcher(text).matches() ? text.substring(1, text.length() - 1) : written;
  }

  /// The control file with these arguments in place of its own of the same names, or besides.
  ///
  /// @param written values by name, as [#value] reads them
  /// @throws MalformedInput when the file cannot be parsed
  /// @throws BadRequest when a name is none, the file declares parameters and this is none of them,
  ///   or the file does more than run one test
  public static String with(Part part, Map<String, String> written) {
    if (written.isEmpty()) {
      return part.text();
    }
    requireNames(part, written.keySet());
    Map<String, Object> values = new LinkedHashMap<>();
    written.forEach((name, text) -> values.put(name, value(text)));
    try {
      return ControlLanguage.of(part.text()) == ControlLanguage.JAVA
          ? JavaCallEdit.with(part.text(), values)
          : PythonCallEdit.with(part.text(), values);
    } catch (SyntaxFault fault) {
      throw BadRequest.invalid(
          FIELD,
          "%s cannot be given arguments: %s%s"
              .formatted(
                  part.source(),
                  fault.problem().line() > 0 ? "line " + fault.problem().line() + ": " : "",
                  fault.problem().message()));
    }
  }

  private static void requireNames(Part part, Set<String> names) {
    for (String name : names) {
      if (!NAME.matcher(name).matches() || PythonCalls.isReserved(name)) {
        throw BadRequest.invalid(FIELD, "'%s' can be no name of an argument".formatted(name));
      }
    }
    Set<String> declared = ControlFile.read(part.source(), part.text()).parameters();
    Set<String> unknown = new TreeSet<>(names);
    unknown.removeAll(declared);
    if (!declared.isEmpty() && !unknown.isEmpty()) {
      throw BadRequest.invalid(
          FIELD,
          "%s has no parameter %s; it has %s"
              .formatted(part.test(), String.join(", ", unknown), String.join(", ", declared)));
    }
  }
}
