package org.autotest.client.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;

/// Reads one file of sections with names and values.
///
/// ```ini
/// [CLIENT]
/// # where results go
/// output_dir: /var/autotest
/// kernel_mirror = http://one.example
///   http://two.example
/// ```
///
/// A line that begins with a blank continues the value above it. Lines that begin with `#` or `;`
/// are comments, and so is what stands behind a blank and a `;`. Section names keep their case,
/// names are lower case.
final class IniFile {
  private static final int BYTES_MAX = 1 << 20;

  private final String file;
  private final Map<String, String> values = new LinkedHashMap<>();
  private String section = "";
  private String name = "";

  private IniFile(String file) {
    this.file = file;
  }

  /// Reads it.
  ///
  /// @return values by `SECTION.name`
  /// @throws MalformedInput for a line that is none of the above, or a file over 1 MiB
  static Map<String, String> read(Path file) throws IOException {
    if (Files.size(file) > BYTES_MAX) {
      throw new MalformedInput(Blame.HOST, file.toString(), 0, "it is larger than 1 MiB");
    }
    IniFile reader = new IniFile(file.toString());
    List<String> lines =
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      reader.accept(lines.get(i), i + 1);
    }
    return reader.values;
  }

  private void accept(String line, int number) {
    String text = line.strip();
    if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
      return;
    }
    if (Character.isWhitespace(line.charAt(0)) && !name.isEmpty()) {
      values.merge(name, withoutComment(text), (above, more) -> above + "\n" + more);
    } else if (text.startsWith("[") && text.endsWith("]")) {
      section = text.substring(1, text.length() - 1).strip();
      name = "";
    } else {
      acceptValue(text, number);
    }
  }

  private void acceptValue(String text, int number) {
    int equals = text.indexOf('=');
    int colon = text.indexOf(':');
    int end = equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
    if (end < 1 || section.isEmpty()) {
      throw new MalformedInput(
          Blame.HOST,
          file,
          number,
          section.isEmpty()
              ? "a value before the first [SECTION]"
              : "neither [SECTION] nor name = value");
    }
    name = section + "." + text.substring(0, end).strip().toLowerCase(java.util.Locale.ROOT);
    values.put(name, withoutComment(text.substring(end + 1).strip()));
  }

  private static String withoutComment(String value) {
    int comment = value.indexOf(" ;");
    return comment < 0 ? value : value.substring(0, comment).strip();
  }
}
