package org.autotest.web.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.autotest.core.operation.Argument;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Permission;
import org.autotest.core.operation.Result;
import org.autotest.core.operation.Shape;
import org.autotest.core.operation.ValueType;

/// The registry of operations as an OpenAPI 3.1 document, for programs that write clients.
public final class OpenApi {
  /// Where all operations are, below the server's root.
  public static final String BASE = "/api/v1";

  private final Map<String, Object> schemas = new TreeMap<>();

  private OpenApi() {}

  /// The document as nested maps and lists, in a fixed order.
  public static Map<String, Object> document(List<Operation> operations) {
    return new OpenApi().write(operations);
  }

  private Map<String, Object> write(List<Operation> operations) {
    schemas.put("Error", error());
    Map<String, Object> paths = new LinkedHashMap<>();
    for (Operation operation : operations) {
      @SuppressWarnings("unchecked")
      Map<String, Object> methods =
          (Map<String, Object>)
              paths.computeIfAbsent(operation.path(), _ -> new LinkedHashMap<String, Object>());
      methods.put(operation.method().name().toLowerCase(Locale.ROOT), operation(operation));
    }
    return object(
        "openapi",
        "3.1.0",
        "info",
        object(
            "title",
            "Autotest",
            "version",
            "1",
            "description",
            "What users of a test lab can do. Keys and words are stable; keys are only ever added."),
        "servers",
        List.of(object("url", BASE)),
        "paths",
        paths,
        "components",
        object(
            "securitySchemes",
            object("token", object("type", "http", "scheme", "bearer")),
            "schemas",
            schemas));
  }

  private Map<String, Object> operation(Operation operation) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("operationId", operation.name());
    result.put("tags", List.of(operation.topic()));
    result.put("summary", operation.summary());
    if (!operation.doc().isEmpty()) {
      result.put("description", operation.doc());
    }
    boolean needsLogin = operation.permission() != Permission.ANYBODY;
    result.put("security", needsLogin ? List.of(object("token", List.of())) : List.of());
    List<Object> parameters = new ArrayList<>();
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Argument argument : operation.arguments()) {
      if (argument.place() == Argument.Place.BODY) {
        properties.put(argument.name(), schema(argument));
        if (argument.required()) {
          required.add(argument.name());
        }
      } else {
        parameters.add(parameter(argument));
      }
    }
    if (!parameters.isEmpty()) {
      result.put("parameters", parameters);
    }
    if (!properties.isEmpty()) {
      Map<String, Object> body = object("type", "object", "properties", properties);
      if (!required.isEmpty()) {
        body.put("required", required);
      }
      body.put("additionalProperties", false);
      result.put(
          "requestBody",
          object(
              "required",
              !required.isEmpty(),
              "content",
              object("application/json", object("schema", body))));
    }
    result.put("responses", responses(operation));
    return result;
  }

  private Map<String, Object> responses(Operation operation) {
    Map<String, Object> responses = new LinkedHashMap<>();
    switch (operation.result()) {
      case Result.Item(Shape shape) -> responses.put("200", json(shape.doc(), reference(shape)));
      case Result.Page(Shape item) ->
          responses.put(
              "200",
              json(
                  "A page of the list.",
                  object(
                      "type",
                      "object",
                      "required",
                      List.of("items", "next"),
                      "properties",
                      object(
                          "items",
                          object("type", "array", "items", reference(item)),
                          "next",
                          object(
                              "type",
                              List.of("string", "null"),
                              "description",
                              "value for `after`; null on the last page")))));
      case Result.Bytes(String doc) -> {
        responses.put("200", bytes(doc));
        responses.put("206", bytes("the part that Range asked for"));
      }
      case Result.Nothing() -> responses.put("204", object("description", "Done."));
    }
    responses.put("default", json("What is wrong, and who has to act.", pointer("Error")));
    return responses;
  }

  private Map<String, Object> parameter(Argument argument) {
    Map<String, Object> parameter = new LinkedHashMap<>();
    boolean header = argument.place() == Argument.Place.HEADER;
    parameter.put("name", header ? argument.headerName() : argument.name());
    parameter.put("in", argument.place().name().toLowerCase(Locale.ROOT));
    parameter.put("description", argument.doc());
    parameter.put("required", argument.required());
    Map<String, Object> schema = schema(argument.type());
    argument.standard().ifPresent(text -> schema.put("default", standard(argument.type(), text)));
    parameter.put("schema", schema);
    return parameter;
  }

  private Map<String, Object> schema(Argument argument) {
    Map<String, Object> schema = schema(argument.type());
    argument.standard().ifPresent(text -> schema.put("default", standard(argument.type(), text)));
    schema.put("description", argument.doc());
    return schema;
  }

  private static Object standard(ValueType type, String text) {
    return switch (type) {
      case ValueType.Whole _ -> Long.valueOf(text);
      case ValueType.Flag _ -> Boolean.valueOf(text);
      case ValueType.Text _,
          ValueType.Decimal _,
          ValueType.Time _,
          ValueType.Choice _,
          ValueType.ListOf _,
          ValueType.MapOf _,
          ValueType.Nested _ ->
          text;
    };
  }

  private Map<String, Object> schema(ValueType type) {
    return switch (type) {
      case ValueType.Text(int charsMax) -> object("type", "string", "maxLength", charsMax);
      case ValueType.Whole(long min, long max) -> {
        Map<String, Object> whole = object("type", "integer", "format", "int64", "minimum", min);
        if (max < Long.MAX_VALUE) {
          whole.put("maximum", max);
        }
        yield whole;
      }
      case ValueType.Decimal() -> object("type", List.of("number", "null"));
      case ValueType.Flag() -> object("type", "boolean");
      case ValueType.Time() -> object("type", "string", "format", "date-time");
      case ValueType.Choice(List<String> words) -> object("type", "string", "enum", words);
      case ValueType.ListOf(ValueType item, int itemsMax) -> {
        Map<String, Object> list = object("type", "array", "items", schema(item));
        if (itemsMax < Integer.MAX_VALUE) {
          list.put("maxItems", itemsMax);
        }
        yield list;
      }
      case ValueType.MapOf(ValueType value, int entriesMax) ->
          object(
              "type", "object", "additionalProperties", schema(value), "maxProperties", entriesMax);
      case ValueType.Nested(Shape shape) -> reference(shape);
    };
  }

  private Map<String, Object> reference(Shape shape) {
    if (!schemas.containsKey(shape.name())) {
      schemas.put(shape.name(), Map.of());
      Map<String, Object> properties = new LinkedHashMap<>();
      List<String> required = new ArrayList<>();
      for (Shape.Field field : shape.fields()) {
        properties.put(field.name(), property(field));
        required.add(field.name());
      }
      schemas.put(
          shape.name(),
          object(
              "type",
              "object",
              "description",
              shape.doc(),
              "required",
              required,
              "properties",
              properties));
    }
    return pointer(shape.name());
  }

  /// Answers have no limits of length: those are for requests.
  private Map<String, Object> property(Shape.Field field) {
    Map<String, Object> schema = schema(field.type());
    schema.remove("maxLength");
    schema.remove("maxItems");
    schema.remove("maxProperties");
    if (field.nullable()) {
      schema =
          schema.containsKey("enum") || schema.containsKey("$ref")
              ? object("oneOf", List.of(schema, object("type", "null")))
              : replaceType(schema);
    }
    schema.put("description", field.doc());
    return schema;
  }

  private static Map<String, Object> replaceType(Map<String, Object> schema) {
    Map<String, Object> nullable = new LinkedHashMap<>(schema);
    nullable.computeIfPresent("type", (_, type) -> List.of(type, "null"));
    return nullable;
  }

  private static Map<String, Object> error() {
    return object(
        "type",
        "object",
        "required",
        List.of("error"),
        "properties",
        object(
            "error",
            object(
                "type",
                "object",
                "required",
                List.of("kind", "blame", "message", "fields"),
                "properties",
                object(
                    "kind",
                    object("type", "string", "enum", ErrorAnswer.KINDS),
                    "blame",
                    object("type", "string", "description", "who has to act"),
                    "message",
                    object("type", "string", "description", "attempt, object, observation"),
                    "fields",
                    object(
                        "type",
                        "object",
                        "description",
                        "argument → what is wrong with it",
                        "additionalProperties",
                        object("type", "string"))))));
  }

  private static Map<String, Object> json(String doc, Map<String, Object> schema) {
    return object(
        "description", doc, "content", object("application/json", object("schema", schema)));
  }

  private static Map<String, Object> bytes(String doc) {
    return object(
        "description",
        doc,
        "content",
        object("text/plain", object("schema", object("type", "string"))));
  }

  private static Map<String, Object> pointer(String schema) {
    return object("$ref", "#/components/schemas/" + schema);
  }

  /// Keys and values in turn.
  private static Map<String, Object> object(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
