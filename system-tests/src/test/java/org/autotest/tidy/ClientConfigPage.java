package org.autotest.tidy;

import org.autotest.client.config.ClientKey;

/// The page about the configuration of the client, printed from [ClientKey].
final class ClientConfigPage {
  private ClientConfigPage() {}

  /// Markdown, without the note about its origin.
  static String asMarkdown() {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration of the client

            What a machine says of itself, for jobs of a lab and those by hand: `global_config.ini` in the directory that
            `AUTOTEST_TOP_PATH` names, else in `/etc/autotest`, else in the client directory. A `shadow_config.ini` beside it goes
            before, key by key. Without files everything has its standard value. A key of `CLIENT` that is none of these is
            warned of in the log of each job; other sections belong to other programs.

            A lab may send these sections to the client directory of its hosts (`host.client_config` in
            [config.md](config.md)). What a host has in `/etc/autotest`, or wrote into that directory itself, stays and counts alone; a
            `shadow_config.ini` in the client directory goes before the lab's, key by key.

            ```ini
            [COMMON]
            crash_handling_enabled = True

            [CLIENT]
            kernel_mirror = https://mirror.example/linux/kernel
            ```

            Truth values are true, yes, on, 1, false, no, off, 0.

            | section | key | standard | meaning |
            |---|---|---|---|
            """);
    for (ClientKey key : ClientKey.values()) {
      String standard = key.standard().isEmpty() ? "" : "`" + key.standard() + "`";
      page.append(
          "| `%s` | `%s` | %s | %s |\n"
              .formatted(key.section(), key.key(), standard, key.description()));
    }
    return page.toString();
  }
}
