package org.autotest.web.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;
import org.autotest.web.access.TooManyAttempts;

/// A failure as REST tells it:
///
/// ```json
/// {"error": {"kind": "INVALID", "blame": "SUBMITTER", "message": "hosts: unknown host h9",
///   "fields": {"hosts": "unknown host h9"}}}
/// ```
///
/// @param status of HTTP
/// @param kind one of [#KINDS]
public record ErrorAnswer(
    int status, String kind, Blame blame, String message, Map<String, String> fields) {
  /// The kinds that programs may tell apart.
  public static final List<String> KINDS =
      List.of(
          "INVALID",
          "UNAUTHENTICATED",
          "FORBIDDEN",
          "NOT_FOUND",
          "CONFLICT",
          "TOO_MANY",
          "UNAVAILABLE",
          "BUG");

  public ErrorAnswer {
    fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /// An operating error.
  public static ErrorAnswer of(AutotestException failure) {
    if (failure instanceof BadRequest refusal) {
      return new ErrorAnswer(
          status(refusal.kind()),
          refusal.kind().name(),
          refusal.blame(),
          refusal.problem(),
          refusal.problems());
    }
    if (failure instanceof TooManyAttempts) {
      return new ErrorAnswer(429, "TOO_MANY", failure.blame(), failure.problem(), Map.of());
    }
    return new ErrorAnswer(503, "UNAVAILABLE", failure.blame(), failure.problem(), Map.of());
  }

  /// A broken invariant. Its details are for the log, not for the world.
  ///
  /// @param reference finds the log's line
  public static ErrorAnswer bug(String reference) {
    return new ErrorAnswer(
        500,
        "BUG",
        Blame.BUG,
        "an error in Autotest; the server's log tells more under reference " + reference,
        Map.of());
  }

  /// A refusal that no operation made: an unknown address, a method that is not offered.
  public static ErrorAnswer http(int status, String message) {
    String kind =
        switch (status) {
          case 401 -> "UNAUTHENTICATED";
          case 403 -> "FORBIDDEN";
          case 404, 405 -> "NOT_FOUND";
          case 409 -> "CONFLICT";
          case 429 -> "TOO_MANY";
          default -> status < 500 ? "INVALID" : "UNAVAILABLE";
        };
    return new ErrorAnswer(
        status, kind, status < 500 ? Blame.SUBMITTER : Blame.LAB, message, Map.of());
  }

  /// As JSON is written from it.
  public Map<String, Object> tree() {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("kind", kind);
    error.put("blame", blame.name());
    error.put("message", message);
    error.put("fields", fields);
    return Map.of("error", error);
  }

  private static int status(BadRequest.Kind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
    };
  }
}
