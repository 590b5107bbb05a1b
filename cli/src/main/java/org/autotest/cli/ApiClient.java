package org.autotest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.autotest.core.failure.Blame;
import org.autotest.core.operation.Argument;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Paging;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Calls the operations of one server over REST.
final class ApiClient implements AutoCloseable {
  /// Longest wait for an answer to begin.
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

  /// What a proxy answers while the server behind it is away.
  private static final Set<Integer> BEHIND_A_PROXY = Set.of(502, 503, 504);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Server server;
  private final Consumer<String> trace;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_WITHIN)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  /// Connects at the first call.
  ///
  /// @param trace is told of each request and its outcome, for `--debug`
  ApiClient(Server server, Consumer<String> trace) {
    this.server = server;
    this.trace = trace;
  }

  Server server() {
    return server;
  }

  /// Calls an operation that answers one object, or nothing.
  ///
  /// @param values wire name → value, checked by the caller
  /// @return an empty object for an operation that answers nothing
  /// @throws ApiRefusal when the server refuses
  /// @throws CliFailure when the server cannot be reached or makes no sense
  JsonNode call(Operation operation, Map<String, ?> values) {
    HttpResponse<InputStream> answer = send(operation, values);
    try (InputStream body = answer.body()) {
      byte[] bytes = body.readAllBytes();
      check(operation, answer, bytes);
      return bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
    } catch (IOException e) {
      throw lost(operation, e);
    } catch (JacksonException e) {
      throw noApi(answer.statusCode());
    }
  }

  /// Calls an operation that answers a list, page by page.
  ///
  /// @param itemsMax most items to fetch
  /// @return `{"items": […], "next": …}`, as one page would be
  JsonNode callForList(Operation operation, Map<String, ?> values, int itemsMax) {
    ObjectNode all = JSON.createObjectNode();
    ArrayNode items = all.putArray("items");
    Map<String, Object> each = new LinkedHashMap<>(values);
    boolean paged = operation.argument("limit").isPresent();
    while (true) {
      if (paged) {
        each.put("limit", (long) Math.min(Paging.LIMIT_MAX, itemsMax - items.size()));
      }
      JsonNode page = call(operation, each);
      page.path("items").forEach(items::add);
      JsonNode next = page.path("next");
      boolean last =
          !paged || next.isNull() || next.isMissingNode() || page.path("items").isEmpty();
      if (last || items.size() >= itemsMax) {
        all.set("next", next.isMissingNode() ? JSON.nullNode() : next);
        return all;
      }
      each.put("after", next.asString());
    }
  }

  /// Calls an operation that answers the bytes of a file.
  void copy(Operation operation, Map<String, ?> values, OutputStream to) {
    HttpResponse<InputStream> answer = send(operation, values);
    try (InputStream body = answer.body()) {
      if (answer.statusCode() / 100 == 2) {
        body.transferTo(to);
      } else {
        check(operation, answer, body.readAllBytes());
      }
    } catch (IOException e) {
      throw lost(operation, e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /// Sends a request, and once more when the connection was lost and a repetition is harmless.
  private HttpResponse<InputStream> send(Operation operation, Map<String, ?> values) {
    boolean harmless = !operation.method().isWrite() || values.containsKey("idempotency_key");
    try {
      return sendOnce(operation, request(operation, values));
    } catch (Lost lost) {
      if (!harmless) {
        throw lost(operation, lost.cause);
      }
    }
    try {
      return sendOnce(operation, request(operation, values));
    } catch (Lost lost) {
      throw lost(operation, lost.cause);
    }
  }

  /// The connection ended before the answer began.
  private static final class Lost extends Exception {
    private static final long serialVersionUID = 1L;
    private final IOException cause;

    Lost(IOException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private HttpResponse<InputStream> sendOnce(Operation operation, HttpRequest request) throws Lost {
    trace.accept(request.method() + " " + request.uri());
    try {
      HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
      trace.accept("answered with status " + answer.statusCode());
      return answer;
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw unreachable(e);
    } catch (HttpTimeoutException e) {
      throw new CliFailure(
          Blame.LAB,
          "%s at %s: no answer in %d s. Is the server overloaded? Try: atest server status"
              .formatted(operation.name(), server.web(), ANSWER_WITHIN.toSeconds()),
          e);
    } catch (IOException e) {
      throw new Lost(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure(Blame.SUBMITTER, operation.name() + ": interrupted", e);
    }
  }

  private HttpRequest request(Operation operation, Map<String, ?> values) {
    String path = operation.path();
    List<String> query = new ArrayList<>();
    Map<String, Object> body = new LinkedHashMap<>();
    HttpRequest.Builder request = HttpRequest.newBuilder().timeout(ANSWER_WITHIN);
    for (Argument argument : operation.arguments()) {
      Optional<Object> value = Optional.ofNullable(values.get(argument.name()));
      if (value.isEmpty()) {
        continue;
      }
      switch (argument.place()) {
        case PATH -> path = path.replace("{" + argument.name() + "}", encoded(value.get()));
        case QUERY ->
            each(value.get()).forEach(one -> query.add(argument.name() + "=" + encoded(one)));
        case BODY -> body.put(argument.name(), value.get());
        case HEADER -> request.header(argument.headerName(), value.get().toString());
      }
    }
    server.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    request.header("Accept", "application/json").header("User-Agent", "atest");
    request.header("X-Request-Id", UUID.randomUUID().toString());
    String address = server.web() + "/api/v1" + path;
    request.uri(URI.create(query.isEmpty() ? address : address + "?" + String.join("&", query)));
    if (!operation.method().isWrite()) {
      return request.GET().build();
    }
    return request
        .header("Content-Type", "application/json")
        .method(operation.method().name(), BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
        .build();
  }

  private void check(Operation operation, HttpResponse<?> answer, byte[] body) {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return;
    }
    JsonNode error;
    try {
      error = JSON.readTree(body).path("error");
    } catch (JacksonException e) {
      throw noApi(status);
    }
    if (!error.isObject()) {
      throw noApi(status);
    }
    throw ApiRefusal.of(operation, status, error);
  }

  private CliFailure unreachable(IOException e) {
    boolean unknownName =
        Stream.<Throwable>iterate(e, each -> each != null, Throwable::getCause)
            .anyMatch(UnresolvedAddressException.class::isInstance);
    String observation =
        unknownName
            ? "no machine has that name"
            : e instanceof HttpConnectTimeoutException
                ? "no connection in %d s".formatted(CONNECT_WITHIN.toSeconds())
                : "connection refused";
    return new CliFailure(
        Blame.LAB,
        "cannot reach the server at %s (from %s): %s. Is it running? Try: autotest doctor"
            .formatted(server.web(), server.from(), observation),
        e);
  }

  private CliFailure lost(Operation operation, IOException e) {
    String what = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    String next =
        operation.method().isWrite()
            ? "It may have been done: look before you repeat it."
            : "Try again.";
    return new CliFailure(
        Blame.LAB,
        "%s at %s: the connection was lost (%s). %s"
            .formatted(operation.name(), server.web(), what, next),
        e);
  }

  private CliFailure noApi(int status) {
    if (BEHIND_A_PROXY.contains(status)) {
      return new CliFailure(
          Blame.LAB,
          "asking %s: status %d of something that stands before the server, and gets no answer from it"
              .formatted(server.web(), status));
    }
    return new CliFailure(
        Blame.SUBMITTER,
        "asking %s: the answer (status %d) is not from an Autotest server. Is the address right?"
            .formatted(server.web(), status));
  }

  private static List<?> each(Object value) {
    return value instanceof Collection<?> many ? List.copyOf(many) : List.of(value);
  }

  private static String encoded(Object value) {
    return URLEncoder.encode(value.toString(), StandardCharsets.UTF_8).replace("+", "%20");
  }
}
