package org.autotest.app.config;

/// The page about the configuration file, printed from [ConfigKey].
public final class ConfigPage {
  private ConfigPage() {}

  /// Markdown, without the note about its origin.
  public static String asMarkdown() {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration

            One file, `key = value` on each line; a `#` at the beginning of a line or after a blank
            begins a comment. It is the file given by `--config`, else `$AUTOTEST_CONFIG`, else
            `%s`; without one every key has its standard value. An unknown key is an error. Relative
            paths are relative to the directory of the file.

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
