package org.autotest.web.rest;

import java.util.LinkedHashMap;
import java.util.Map;
import org.autotest.core.failure.BadRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// JSON as maps, lists, texts, numbers and booleans; no object of ours is ever bound to it by
/// reflection.
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(20).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /// Reads an object.
  ///
  /// @param text empty text stands for an empty object
  /// @throws BadRequest when it is no JSON object
  public static Map<String, Object> readObject(String text) {
    if (text.isBlank()) {
      return Map.of();
    }
    try {
      Map<String, Object> object =
          MAPPER.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
      return object == null ? Map.of() : object;
    } catch (JacksonException broken) {
      throw BadRequest.invalid("body", "is no JSON object: " + why(broken));
    }
  }

  /// A broken limit of the parser has no location.
  private static String why(JacksonException broken) {
    String said = broken.getOriginalMessage();
    String first = said == null ? "unreadable" : said.lines().findFirst().orElse(said);
    TokenStreamLocation at = broken.getLocation();
    return at == null
        ? first
        : "%s, at line %d column %d".formatted(first, at.getLineNr(), at.getColumnNr());
  }

  /// In one line.
  public static String write(Object tree) {
    return MAPPER.writeValueAsString(tree);
  }

  /// Indented, for people and for comparison of files; newline at the end.
  public static String writeIndented(Object tree) {
    return MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(tree) + "\n";
  }
}
