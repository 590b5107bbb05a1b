package org.autotest.core.operation;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One thing that a user can do.
///
/// @param name noun and verb, for example `job.create`: the key under which front ends bind it
/// @param path below `/api/v1`, with its path arguments in braces: `/jobs/{id}/abort`
/// @param summary one line, an imperative without a full stop
/// @param doc what the summary leaves out; may be empty
public record Operation(
    String name,
    Method method,
    String path,
    String summary,
    String doc,
    Permission permission,
    List<Argument> arguments,
    Result result) {
  private static final Pattern NAME = Pattern.compile("[a-z]+\\.[a-z]+");
  private static final Pattern IN_BRACES = Pattern.compile("\\{([^}]*)}");

  /// How the request is made.
  public enum Method {
    GET,
    POST,
    PATCH,
    DELETE;

    /// Whether it changes anything, so that pages guard it and a proxy may not repeat it.
    public boolean isWrite() {
      return this != GET;
    }
  }

  public Operation {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("'%s' is no operation name".formatted(name));
    }
    arguments = List.copyOf(arguments);
    Set<String> names = new HashSet<>();
    Set<String> inPath = new HashSet<>();
    for (Argument argument : arguments) {
      if (!names.add(argument.name())) {
        throw new IllegalArgumentException("%s declares %s twice".formatted(name, argument.name()));
      }
      if (argument.place() == Argument.Place.PATH) {
        inPath.add(argument.name());
      }
      if (argument.place() == Argument.Place.BODY && !method.isWrite()) {
        throw new IllegalArgumentException("%s reads and has a body".formatted(name));
      }
    }
    Set<String> braces = new HashSet<>();
    Matcher matcher = IN_BRACES.matcher(path);
    while (matcher.find()) {
      braces.add(matcher.group(1));
    }
    if (!path.startsWith("/") || !braces.equals(inPath)) {
      throw new IllegalArgumentException(
          "%s: the path %s does not carry exactly the arguments %s".formatted(name, path, inPath));
    }
  }

  /// The noun: `job` of `job.create`.
  public String topic() {
    return name.substring(0, name.indexOf('.'));
  }

  /// The verb: `create` of `job.create`.
  public String verb() {
    return name.substring(name.indexOf('.') + 1);
  }

  /// Empty when there is none of that name.
  public Optional<Argument> argument(String argumentName) {
    return arguments.stream().filter(one -> one.name().equals(argumentName)).findFirst();
  }
}
