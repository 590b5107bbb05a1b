package org.autotest.autoserv.control;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.autotest.autoserv.host.ShellWords;

/// Variables that all commands on a machine find.
final class Exports {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w{0,100}");

  private final Map<String, String> variables = new LinkedHashMap<>();

  /// @throws IllegalArgumentException for what is no name of a variable
  synchronized void set(String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("'%s' is no name of a variable".formatted(name));
    }
    variables.put(name, value);
  }

  /// A command that finds them.
  synchronized String before(String command) {
    StringBuilder exports = new StringBuilder();
    variables.forEach(
        (name, value) -> exports.append("export %s=%s\n".formatted(name, ShellWords.quote(value))));
    return exports + command;
  }
}
