package org.autotest.app.config;

/// What explains the configuration file, printed from [ConfigKey].
public final class ConfigPage {
  private static final int COLUMNS = 96;

  private ConfigPage() {}

  /// A configuration in which each key is explained, and stands with its standard value in a
  /// comment.
  public static String asConfiguration() {
    StringBuilder file = new StringBuilder();
    for (ConfigKey key : ConfigKey.values()) {
      comment(file, key.description());
      file.append("#%s = %s".formatted(key.key(), key.standard()).stripTrailing()).append("\n\n");
    }
    return file.toString();
  }

  private static void comment(StringBuilder file, String text) {
    StringBuilder line = new StringBuilder("#");
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() >= COLUMNS) {
        file.append(line).append('\n');
        line = new StringBuilder("#");
      }
      line.append(' ').append(word);
    }
    file.append(line).append('\n');
  }

  /// Markdown, without the note about its origin.
  public static String asMarkdown() {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration

            One file, `key = value` on each line; a `#` at the beginning of a line or after a blank
            begins a comment. It is the file given by `--config`, else `$AUTOTEST_CONFIG`, else
            `%s`; without one every key has its standard value. An unknown key is an error. Relative
            paths are relative to the directory of the file. `autotest config` prints such a file.

            | key | standard | meaning |
            |---|---|---|
            """
                .formatted(LabConfig.STANDARD_FILE));
    for (ConfigKey key : ConfigKey.values()) {
      String standard = key.standard().isEmpty() ? "" : "`" + key.standard() + "`";
      page.append("| `%s` | %s | %s |\n".formatted(key.key(), standard, key.description()));
    }
    return page.toString();
  }
}
