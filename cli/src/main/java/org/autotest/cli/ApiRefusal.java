package org.autotest.cli;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.operation.Operation;
import tools.jackson.databind.JsonNode;

/// The server has understood a request and does not do it.
final class ApiRefusal extends AutotestException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final LinkedHashMap<String, String> fields;

  private ApiRefusal(Blame blame, String message, int status, Map<String, String> fields) {
    super(blame, message);
    this.status = status;
    this.fields = new LinkedHashMap<>(fields);
  }

  /// Reads `{"kind": …, "blame": …, "message": …, "fields": {…}}`.
  static ApiRefusal of(Operation operation, int status, JsonNode error) {
    Map<String, String> fields = new LinkedHashMap<>();
    error
        .path("fields")
        .properties()
        .forEach(field -> fields.put(field.getKey(), field.getValue().asString("")));
    String message = error.path("message").asString("");
    String blame = error.path("blame").asString("");
    Blame known =
        Arrays.stream(Blame.values())
            .filter(each -> each.name().equals(blame))
            .findFirst()
            .orElse(status >= 500 ? Blame.BUG : Blame.SUBMITTER);
    String observation =
        fields.isEmpty()
            ? message
            : fields.entrySet().stream()
                .map(field -> field.getKey() + ": " + field.getValue())
                .collect(Collectors.joining("; "));
    String next = status == 401 ? ". Log in with: atest login" : "";
    return new ApiRefusal(known, operation.name() + ": " + observation + next, status, fields);
  }

  /// The HTTP status.
  int status() {
    return status;
  }

  /// Argument → what is wrong with it; empty when the refusal is about none.
  Map<String, String> fields() {
    return Collections.unmodifiableMap(fields);
  }
}
