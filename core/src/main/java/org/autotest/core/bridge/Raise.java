package org.autotest.core.bridge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An exception as it crosses the bridge.
///
/// @param type the class name without package or module
/// @param message what the exception says, without its type
/// @param args the arguments it was made from
/// @param bases class names along the inheritance, the class itself first
/// @param traceback ready to print, ending with a newline; empty when it says nothing
public record Raise(
    String type,
    String message,
    List<@Nullable Object> args,
    List<String> bases,
    String traceback) {

  // Written out: of a compact constructor the compiler does not keep that an argument may be null.
  public Raise(
      String type,
      String message,
      List<@Nullable Object> args,
      List<String> bases,
      String traceback) {
    this.type = type;
    this.message = message;
    this.args = Collections.unmodifiableList(new ArrayList<>(args));
    this.bases = bases.isEmpty() ? List.of(type) : List.copyOf(bases);
    this.traceback = traceback;
  }

  /// An exception the harness makes itself: no traceback, the message its only argument.
  public static Raise of(String type, String message) {
    return new Raise(type, message, List.of(message), List.of(type), "");
  }

  /// Whether it is of the class or of one below it.
  public boolean is(String className) {
    return bases.contains(className);
  }

  /// The text of a reason for an exception nobody expected: type, message and traceback.
  public String unhandled() {
    return "Unhandled " + type + ": " + message + (traceback.isEmpty() ? "" : "\n" + traceback);
  }

  /// Reads one; what is missing or of the wrong type is as if it were empty.
  public static Raise ofJson(Map<String, @Nullable Object> json) {
    List<String> bases = new ArrayList<>();
    for (Object base : Values.list(json.get("bases"))) {
      bases.add(String.valueOf(base));
    }
    return new Raise(
        Values.text(json.get("type"), "Exception"),
        Values.text(json.get("message"), ""),
        Values.list(json.get("args")),
        bases,
        Values.text(json.get("traceback"), ""));
  }

  /// As a JSON object.
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("type", type);
    json.put("message", message);
    json.put("args", args);
    json.put("bases", bases);
    json.put("traceback", traceback);
    return json;
  }
}
