package org.autotest.core.failure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Something a person asked for cannot be done as asked: an unknown host, a missing field, a right
/// they do not have. Keyed by field, so that a form can show each message beside its input.
public final class BadRequest extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// What kind of refusal it is; front ends turn it into an HTTP status or an exit code.
  public enum Kind {
    /// The request is malformed or contradicts itself.
    INVALID,
    /// It names something that does not exist.
    NOT_FOUND,
    /// The caller is known and may not do this.
    FORBIDDEN,
    /// The caller is not known.
    UNAUTHENTICATED,
    /// The thing exists and is in a status that forbids this.
    CONFLICT
  }

  private final Kind kind;
  private final LinkedHashMap<String, String> problems;

  private BadRequest(Kind kind, Map<String, String> problems) {
    super(
        Blame.SUBMITTER,
        problems.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .collect(Collectors.joining("; ")));
    this.kind = kind;
    this.problems = new LinkedHashMap<>(problems);
  }

  /// A single argument is wrong.
  ///
  /// @param field the argument that is wrong, by its wire name
  /// @param problem what is wrong with it and what would be right
  public static BadRequest invalid(String field, String problem) {
    return new BadRequest(Kind.INVALID, Map.of(field, problem));
  }

  /// Several arguments are wrong at once.
  ///
  /// @param problems field → problem, at least one, in the order to show
  public static BadRequest invalid(Map<String, String> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("a bad request names at least one problem");
    }
    return new BadRequest(Kind.INVALID, problems);
  }

  public static BadRequest of(Kind kind, String field, String problem) {
    return new BadRequest(kind, Map.of(field, problem));
  }

  public Kind kind() {
    return kind;
  }

  /// Field → problem, in the order to show; never empty.
  public Map<String, String> problems() {
    return Collections.unmodifiableMap(problems);
  }
}
