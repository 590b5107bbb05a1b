package org.autotest.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.app.config.ConfigPage;
import org.autotest.core.host.HostTransitions;
import org.autotest.core.job.EntryTransitions;
import org.junit.jupiter.api.Test;

/// Pages printed from the code. `./autotest approve` (that is `-Dapprove=true`) writes them;
/// without it they are only compared, so that a page can never disagree with the program.
class GeneratedDocsTest {
  private static final String PRINTED =
      "<!-- Printed from the code by ./autotest approve; change the code, not this page. -->\n\n";

  @Test
  void the_life_of_an_entry_is_the_transition_table() throws IOException {
    check(
        "entry-life.md",
        """
        # The life of a host queue entry

        Every change of status is a row of `EntryTransitions`; there is no other way.

        ```mermaid
        %s```
        """
            .formatted(EntryTransitions.asMermaid()));
  }

  @Test
  void the_life_of_a_host_is_the_transition_table() throws IOException {
    check(
        "host-life.md",
        """
        # The life of a host

        Every change of status is a row of `HostTransitions`; locked and invalid are flags beside it.

        ```mermaid
        %s```
        """
            .formatted(HostTransitions.asMermaid()));
  }

  @Test
  void the_configuration_page_is_the_list_of_keys() throws IOException {
    check("config.md", ConfigPage.asMarkdown());
  }

  @Test
  void the_page_of_the_clients_configuration_is_the_list_of_its_keys() throws IOException {
    check("client-config.md", ClientConfigPage.asMarkdown());
  }

  @Test
  void the_page_of_tests_is_what_their_control_files_say() throws IOException {
    check("tests.md", TestsPage.asMarkdown());
  }

  private static void check(String name, String text) throws IOException {
    Path page = Repository.ROOT.resolve("docs/reference").resolve(name);
    String expected = PRINTED + text;
    if (Boolean.getBoolean("approve")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, expected);
    }

    assertThat(page).as("run ./autotest approve").exists().content().isEqualTo(expected);
  }
}
