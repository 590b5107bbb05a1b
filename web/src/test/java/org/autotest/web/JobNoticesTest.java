package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.autotest.store.Database;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.autotest.web.RunningWeb.Browser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(MariaDbExtension.class)
class JobNoticesTest {
  @TempDir Path results;
  @TempDir Path tests;
  private RunningWeb web;
  private SeededLab.Ids ids;
  private Browser alice;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock)
      throws IOException, InterruptedException {
    ids = new SeededLab(database, results).fill();
    web = new RunningWeb(database, clock, results, tests);
    alice = web.browser("alice");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void a_job_tells_who_was_told_and_keeps_the_secrets_of_webhooks(Database database)
      throws Exception {
    database.transactVoid(
        handle ->
            handle.execute(
                """
                INSERT INTO afe_notices
                  (job_id, kind, recipient, created_at, due_at, attempts, sent_at, problem)
                VALUES
                  (?, 'mail', 'alice@example.com', NOW(3), NULL, 1, NOW(3), NULL),
                  (?, 'mail', 'bob@example.com', NOW(3), NULL, 1, NULL, 'sending mail: refused'),
                  (?, 'webhook', 'https://chat.example.com/hook/s3cret', NOW(3), NOW(3), 0, NULL,
                    NULL)
                """,
                ids.passed().value(),
                ids.passed().value(),
                ids.passed().value()));

    String body = alice.get("/jobs/" + ids.passed()).body();

    assertThat(body)
        .contains("alice@example.com, ")
        .contains("bob@example.com: given up: sending mail: refused")
        .contains("the webhook of chat.example.com: about to be")
        .doesNotContain("s3cret");
  }
}
