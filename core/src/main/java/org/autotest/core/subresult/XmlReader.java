package org.autotest.core.subresult;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;

/// Reads XML as a stream of elements and text; as much of it as reports of tests use. There is no
/// document type, so no entity beyond the five that XML knows and numbers: a report cannot make the
/// reader open a file, or grow.
///
/// Not safe for use by several threads.
final class XmlReader {
  /// Something that a document holds.
  sealed interface Event {
    /// `<name a="b">`; an empty element is followed by its end.
    record Start(String name, Map<String, String> attributes) implements Event {
      /// Empty text when it is not given.
      String get(String attribute) {
        return attributes.getOrDefault(attribute, "");
      }
    }

    /// `</name>`.
    record End(String name) implements Event {}

    /// A piece of text; one text may come in several.
    record Text(String text) implements Event {}
  }

  static final int DEPTH_MAX = 100;
  static final int NAME_CHARS_MAX = 200;
  static final int VALUE_CHARS_MAX = 4_000;
  static final int ATTRIBUTES_MAX = 100;

  private static final int TEXT_CHARS_MAX = 4_000;

  private final String source;
  private final Reader in;
  private final Deque<String> open = new ArrayDeque<>();
  private Optional<String> emptyElement = Optional.empty();
  private boolean rootSeen;
  private int line = 1;
  private int peeked = -2;

  /// A reader of a document.
  ///
  /// @param source how messages name it
  /// @param in buffered by whoever made it
  XmlReader(String source, Reader in) {
    this.source = source;
    this.in = in;
  }

  /// What comes next; empty at the end of a whole document.
  ///
  /// @throws MalformedInput when it is no XML, or more than this reader takes
  Optional<Event> next() throws IOException {
    if (emptyElement.isPresent()) {
      String name = emptyElement.get();
      emptyElement = Optional.empty();
      open.pop();
      return Optional.of(new Event.End(name));
    }
    while (true) {
      int c = peek();
      if (c < 0) {
        requireWhole();
        return Optional.empty();
      }
      Optional<Event> event = c == '<' ? markup() : text();
      if (event.isPresent()) {
        return event;
      }
    }
  }

  private void requireWhole() {
    if (!open.isEmpty()) {
      throw fault("it ends inside of <" + open.peek() + ">");
    }
    if (!rootSeen) {
      throw fault("it holds no element");
    }
  }

  private Optional<Event> markup() throws IOException {
    take();
    return switch (peek()) {
      case '?' -> {
        skipPast("?>");
        yield Optional.empty();
      }
      case '!' -> {
        take();
        yield declaration();
      }
      case '/' -> {
        take();
        yield Optional.of(endTag());
      }
      default -> Optional.of(startTag());
    };
  }

  private Optional<Event> declaration() throws IOException {
    if (peek() == '-') {
      expect("--");
      skipPast("-->");
      return Optional.empty();
    }
    if (peek() == '[') {
      expect("[CDATA[");
      return Optional.of(new Event.Text(characterData()));
    }
    throw fault("a document type is not accepted");
  }

  private Event endTag() throws IOException {
    String name = name();
    skipBlanks();
    expect(">");
    if (open.isEmpty() || !open.element().equals(name)) {
      throw fault("</%s> ends nothing".formatted(name));
    }
    open.pop();
    return new Event.End(name);
  }

  private Event startTag() throws IOException {
    if (open.isEmpty() && rootSeen) {
      throw fault("there is more than one outermost element");
    }
    String name = name();
    Map<String, String> attributes = attributes(name);
    if (open.size() >= DEPTH_MAX) {
      throw fault("elements are nested deeper than " + DEPTH_MAX);
    }
    rootSeen = true;
    open.push(name);
    if (peek() == '/') {
      take();
      emptyElement = Optional.of(name);
    }
    expect(">");
    return new Event.Start(name, attributes);
  }

  private Map<String, String> attributes(String element) throws IOException {
    Map<String, String> attributes = new LinkedHashMap<>();
    skipBlanks();
    while (peek() != '>' && peek() != '/') {
      if (attributes.size() >= ATTRIBUTES_MAX) {
        throw fault("<%s> has more than %d attributes".formatted(element, ATTRIBUTES_MAX));
      }
      String name = name();
      skipBlanks();
      expect("=");
      skipBlanks();
      attributes.put(name, value());
      skipBlanks();
    }
    return attributes;
  }

  private String value() throws IOException {
    int quote = take();
    if (quote != '"' && quote != '\'') {
      throw fault("a value does not begin with a quote");
    }
    StringBuilder value = new StringBuilder();
    while (peek() != quote) {
      append(value, VALUE_CHARS_MAX);
    }
    take();
    return value.toString();
  }

  private Optional<Event> text() throws IOException {
    StringBuilder text = new StringBuilder();
    while (peek() >= 0 && peek() != '<' && text.length() < TEXT_CHARS_MAX) {
      append(text, TEXT_CHARS_MAX + 2);
    }
    if (open.isEmpty()) {
      if (!text.toString().isBlank() && !text.toString().equals("\ufeff")) {
        throw fault("there is text outside of any element");
      }
      return Optional.empty();
    }
    return Optional.of(new Event.Text(text.toString()));
  }

  /// The text up to `]]>`; of a long one, the beginning.
  private String characterData() throws IOException {
    StringBuilder text = new StringBuilder();
    int brackets = 0;
    while (true) {
      int c = take();
      if (c == ']') {
        brackets++;
        continue;
      }
      boolean ends = c == '>' && brackets >= 2;
      for (int i = ends ? 2 : 0; i < brackets && text.length() < TEXT_CHARS_MAX; i++) {
        text.append(']');
      }
      if (ends) {
        return text.toString();
      }
      brackets = 0;
      if (text.length() < TEXT_CHARS_MAX) {
        text.append((char) c);
      }
    }
  }

  /// Takes a character or a reference.
  private void append(StringBuilder text, int limit) throws IOException {
    int c = take();
    if (c == '&') {
      c = reference();
    }
    if (text.length() < limit) {
      text.appendCodePoint(c);
    }
  }

  private int reference() throws IOException {
    StringBuilder name = new StringBuilder();
    for (int c = take(); c != ';'; c = take()) {
      name.append((char) c);
      if (name.length() > 10) {
        throw fault("a '&' begins no reference");
      }
    }
    return switch (name.toString()) {
      case "lt" -> '<';
      case "gt" -> '>';
      case "amp" -> '&';
      case "quot" -> '"';
      case "apos" -> '\'';
      default -> number(name.toString());
    };
  }

  private int number(String name) {
    boolean hexadecimal = name.startsWith("#x");
    try {
      int code =
          hexadecimal
              ? Integer.parseInt(name.substring(2), 16)
              : Integer.parseInt(name.startsWith("#") ? name.substring(1) : "?");
      if (Character.isValidCodePoint(code)) {
        return code;
      }
    } catch (NumberFormatException unknown) {
      // Said below.
    }
    throw fault("'&" + name.replaceAll("\\p{Cntrl}", "?") + ";' is unknown");
  }

  private String name() throws IOException {
    StringBuilder name = new StringBuilder();
    while (isNamePart(peek())) {
      name.append((char) take());
      if (name.length() > NAME_CHARS_MAX) {
        throw fault("a name is longer than " + NAME_CHARS_MAX + " characters");
      }
    }
    if (name.isEmpty()) {
      throw fault(peek() < 0 ? ending() : "a name is missing");
    }
    return name.toString();
  }

  private static boolean isNamePart(int c) {
    return c > ' ' && "<>/=\"'&?!".indexOf(c) < 0;
  }

  private void skipBlanks() throws IOException {
    while (peek() >= 0 && peek() <= ' ') {
      take();
    }
  }

  private void skipPast(String end) throws IOException {
    int matched = 0;
    while (matched < end.length()) {
      int c = take();
      if (c == end.charAt(matched)) {
        matched++;
      } else if (!(c == '-' && matched == 2 && end.charAt(0) == '-')) {
        // "--->" still ends a comment; otherwise begin anew.
        matched = c == end.charAt(0) ? 1 : 0;
      }
    }
  }

  private void expect(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      if (take() != text.charAt(i)) {
        throw fault("'" + text + "' is missing");
      }
    }
  }

  private int peek() throws IOException {
    if (peeked == -2) {
      peeked = in.read();
    }
    return peeked;
  }

  private int take() throws IOException {
    int c = peek();
    if (c < 0) {
      throw fault(ending());
    }
    peeked = -2;
    line += c == '\n' ? 1 : 0;
    return c;
  }

  private String ending() {
    return open.isEmpty() ? "it ends too early" : "it ends inside of <" + open.peek() + ">";
  }

  private MalformedInput fault(String problem) {
    return new MalformedInput(Blame.TEST, source, line, problem);
  }
}
