package org.autotest.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.operation.Argument;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// A server with the address, the checks and the errors of the real one, and with answers that a
/// test writes down beforehand. A request that the registry does not allow is refused as the real
/// server would; one without a prepared answer is answered 500, which no test expects.
final class FakeLab implements AutoCloseable {
  /// One request as it came.
  record Call(String operation, Map<String, Object> arguments, Optional<String> token) {}

  private record Answer(int status, String body) {}

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int HANG_UP = 0;

  private final HttpServer server;
  private volatile Runnable whenAsked = () -> {};
  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final List<Call> calls = new ArrayList<>();

  FakeLab() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext("/api/v1/", this::serve);
    server.start();
  }

  String web() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Prepares an answer; the last one prepared for an operation is repeated.
  FakeLab answer(Operation operation, String body) {
    return answer(operation, 200, body);
  }

  FakeLab answer(Operation operation, int status, String body) {
    answers
        .computeIfAbsent(operation.name(), _ -> new ArrayDeque<>())
        .add(new Answer(status, body));
    return this;
  }

  /// Prepares that the connection ends without an answer.
  FakeLab hangUp(Operation operation) {
    return answer(operation, HANG_UP, "");
  }

  /// What happens at each request, before it is answered.
  void whenAsked(Runnable action) {
    whenAsked = action;
  }

  List<Call> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  /// The arguments of the only call of an operation.
  Map<String, Object> argumentsOf(Operation operation) {
    List<Call> of =
        calls().stream().filter(call -> call.operation().equals(operation.name())).toList();
    if (of.size() != 1) {
      throw new AssertionError(operation.name() + " was called " + of.size() + " times");
    }
    return of.getFirst().arguments();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      whenAsked.run();
      Answer answer = answer(exchange);
      if (answer.status() == HANG_UP) {
        return;
      }
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath().substring("/api/v1".length());
    for (Operation operation : Operations.ALL) {
      Optional<Map<String, Object>> inPath = match(operation.path(), path);
      if (inPath.isEmpty() || !operation.method().name().equals(exchange.getRequestMethod())) {
        continue;
      }
      Map<String, Object> arguments = new LinkedHashMap<>(inPath.get());
      arguments.putAll(query(exchange));
      arguments.putAll(body(exchange));
      for (Argument argument : operation.arguments()) {
        if (argument.place() == Argument.Place.HEADER) {
          Optional.ofNullable(exchange.getRequestHeaders().getFirst(argument.headerName()))
              .ifPresent(value -> arguments.put(argument.name(), value));
        }
      }
      String bearer = exchange.getRequestHeaders().getFirst("Authorization");
      synchronized (calls) {
        calls.add(
            new Call(
                operation.name(),
                arguments,
                Optional.ofNullable(bearer).map(text -> text.replaceFirst("Bearer ", ""))));
      }
      try {
        Arguments.parse(operation, arguments);
      } catch (BadRequest wrong) {
        return new Answer(400, refusal("INVALID", wrong.problem()));
      }
      return prepared(operation);
    }
    return new Answer(404, refusal("NOT_FOUND", "no such path: " + path));
  }

  private Answer prepared(Operation operation) {
    Deque<Answer> of = answers.getOrDefault(operation.name(), new ArrayDeque<>());
    if (of.isEmpty()) {
      return new Answer(500, refusal("BUG", "no answer prepared for " + operation.name()));
    }
    return of.size() > 1 ? of.remove() : of.element();
  }

  private static Optional<Map<String, Object>> match(String template, String path) {
    List<String> names = new ArrayList<>();
    Matcher braces = Pattern.compile("\\{([^}]*)}").matcher(template);
    while (braces.find()) {
      names.add(braces.group(1));
    }
    Matcher matcher = Pattern.compile(template.replaceAll("\\{[^}]*}", "([^/]+)")).matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), decoded(matcher.group(i + 1)));
    }
    return Optional.of(values);
  }

  private static Map<String, Object> query(HttpExchange exchange) {
    Map<String, Object> values = new LinkedHashMap<>();
    String raw = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    for (String pair : raw.isEmpty() ? new String[0] : raw.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      values.merge(
          parts[0],
          decoded(parts[1]),
          (before, next) -> {
            List<Object> both =
                new ArrayList<>(before instanceof List<?> list ? list : List.of(before));
            both.add(next);
            return both;
          });
    }
    return values;
  }

  private static Map<String, Object> body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    Map<String, Object> values = new LinkedHashMap<>();
    if (bytes.length > 0) {
      values.putAll(JSON.readValue(bytes, new TypeReference<Map<String, Object>>() {}));
    }
    return values;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  static String refusal(String kind, String message) {
    return JSON.writeValueAsString(
        Map.of(
            "error",
            Map.of("kind", kind, "blame", "SUBMITTER", "message", message, "fields", Map.of())));
  }
}
