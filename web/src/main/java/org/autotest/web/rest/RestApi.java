package org.autotest.web.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.operation.Argument;
import org.autotest.core.operation.Argument.Place;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import org.autotest.core.operation.Permission;
import org.autotest.store.views.AccountViews.Account;
import org.autotest.web.access.Gate;
import org.autotest.web.access.Sessions.Session;
import org.autotest.web.files.FileAnswer;
import org.autotest.web.files.ResultsFiles;

/// Offers every operation of the registry over HTTP, below [OpenApi#BASE].
public final class RestApi {
  private static final Account NOBODY = new Account("", 0);

  private final Map<Operation, Handler> handlers;
  private final Gate gate;
  private final ResultsFiles files;
  private final String document;

  /// Binds operations to code.
  ///
  /// @param handlers one for each operation of the registry, and no other
  /// @throws IllegalArgumentException when one is missing
  public RestApi(Map<Operation, Handler> handlers, Gate gate, ResultsFiles files) {
    Set<String> missing = new TreeSet<>();
    for (Operation operation : Operations.ALL) {
      if (!handlers.containsKey(operation)) {
        missing.add(operation.name());
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("operations without code: " + missing);
    }
    this.handlers = Map.copyOf(handlers);
    this.gate = gate;
    this.files = files;
    this.document = Json.writeIndented(OpenApi.document(Operations.ALL));
  }

  /// Adds the routes.
  public void addTo(RoutesConfig routes) {
    for (Operation operation : Operations.ALL) {
      HandlerType method = HandlerType.findOrCreate(operation.method().name());
      routes.addHttpHandler(
          method, OpenApi.BASE + operation.path(), http -> answer(http, operation));
    }
    routes.get(
        OpenApi.BASE + "/openapi.json",
        http -> http.contentType("application/json").result(document));
  }

  private void answer(Context http, Operation operation) {
    Account caller = NOBODY;
    String secret = "";
    if (operation.permission() != Permission.ANYBODY) {
      Session session = gate.bearer(http);
      caller = session.account();
      secret = session.secret();
      if (!operation.permission().allows(caller.accessLevel())) {
        throw BadRequest.of(
            Kind.FORBIDDEN,
            "authorization",
            "%s may not call %s: it needs access level %s"
                .formatted(caller.login(), operation.name(), operation.permission()));
      }
    }
    Arguments arguments = Arguments.parse(operation, raw(http, operation));
    Handler handler = handlers.get(operation);
    if (handler == null) {
      throw new IllegalStateException("checked in the constructor: " + operation.name());
    }
    send(http, handler.handle(new Handler.Call(caller, arguments, secret, http.ip())));
  }

  private void send(Context http, Reply reply) {
    http.header("Cache-Control", "no-store");
    switch (reply) {
      case Reply.Item(Map<String, Object> fields) -> json(http, fields);
      case Reply.Page(List<Map<String, Object>> items, var next) -> {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", items);
        page.put("next", next.orElse(null));
        json(http, page);
      }
      case Reply.Bytes(String path) ->
          FileAnswer.send(http, files.open(path), path.substring(path.lastIndexOf('/') + 1));
      case Reply.Nothing() -> http.status(204);
    }
  }

  private static void json(Context http, Object tree) {
    http.contentType("application/json").result(Json.write(tree));
  }

  /// Collects what came, by argument name. An argument in a place where it is not declared is
  /// refused: a password in an address would stand in the logs of every proxy.
  private static Map<String, Object> raw(Context http, Operation operation) {
    Map<String, Object> raw = new HashMap<>();
    http.queryParamMap()
        .forEach(
            (name, values) -> {
              if (operation.argument(name).filter(one -> one.place() != Place.QUERY).isPresent()) {
                throw BadRequest.invalid(name, "is not taken from the query of the address");
              }
              raw.put(name, values.size() == 1 ? values.getFirst() : values);
            });
    if (operation.method().isWrite()) {
      readBody(http, raw);
    }
    for (Argument argument : operation.arguments()) {
      switch (argument.place()) {
        case PATH -> raw.put(argument.name(), http.pathParam(argument.name()));
        case HEADER -> {
          String header = http.header(argument.headerName());
          if (header != null) {
            raw.put(argument.name(), header);
          }
        }
        case QUERY, BODY -> {
          // Already there.
          continue;
        }
      }
    }
    return raw;
  }

  private static void readBody(Context http, Map<String, Object> raw) {
    String body = new String(http.bodyAsBytes(), StandardCharsets.UTF_8);
    if (body.isBlank()) {
      return;
    }
    String type = http.contentType();
    if (type == null || !type.toLowerCase(java.util.Locale.ROOT).startsWith("application/json")) {
      throw BadRequest.invalid("body", "must be JSON: send it with Content-Type: application/json");
    }
    raw.putAll(Json.readObject(body));
  }
}
