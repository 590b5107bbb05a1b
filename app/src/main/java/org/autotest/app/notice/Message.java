package org.autotest.app.notice;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What somebody is told.
///
/// @param subject one line
/// @param text for people, plain
/// @param fields for programs; become one JSON object
record Message(String subject, String text, Map<String, @Nullable Object> fields) {
  /// Names and problems come from users and hosts: no line of theirs begins another header.
  static String line(String text) {
    return text.replaceAll("[\\p{Cc}\\u2028\\u2029]+", " ");
  }

  /// A letter to a person.
  static Message letter(String subject, String text) {
    return new Message(line(subject), text, Map.of("event", "letter", "subject", subject));
  }
}
