package org.autotest.app.notice;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.autotest.app.config.NoticeConfig;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.notices.Notice;
import org.autotest.store.notices.NoticeStore;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class NoticeWorkerTest {
  private static final NoticeWorker.Pace FAST =
      new NoticeWorker.Pace(Duration.ofMillis(20), Duration.ofSeconds(30));
  private static final String SECRET = "sesame";

  private record Post(String body, String signature, String delivery) {}

  private final GreenMail mailServer =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private HttpServer web;
  private Database database;
  private LabBuilder lab;
  private SettableClock clock;

  @BeforeEach
  void open(Database opened, LabBuilder builder, SettableClock settable) throws Exception {
    database = opened;
    clock = settable;
    lab = builder;
    lab.user("alice");
    web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext("/hook", exchange -> answer(exchange));
    web.start();
  }

  private void answer(com.sun.net.httpserver.HttpExchange exchange) throws java.io.IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean refused = refusals.getAndDecrement() > 0;
    if (!refused) {
      posts.add(
          new Post(
              body,
              requireNonNull(exchange.getRequestHeaders().getFirst("X-Autotest-Signature")),
              requireNonNull(exchange.getRequestHeaders().getFirst("X-Autotest-Delivery"))));
    }
    exchange.sendResponseHeaders(refused ? 503 : 204, -1);
    exchange.close();
  }

  @AfterEach
  void close() {
    web.stop(0);
    mailServer.stop();
  }

  @Test
  void people_get_one_mail_each_when_the_job_is_over() throws Exception {
    mailServer.start();
    try (NoticeWorker _ = worker(Optional.of(mail()), List.of())) {
      JobId job = endedJob("smoke\r\nBcc: eve@example.com", "alice@example.com;bob@example.com");

      assertThat(mailServer.waitForIncomingEmail(20_000, 2)).isTrue();
      await().until(() -> notices(job).stream().allMatch(n -> n.sentAt().isPresent()));
      MimeMessage[] received = mailServer.getReceivedMessages();
      assertThat(received).hasSize(2);
      assertThat(received[0].getSubject())
          .startsWith("Job " + job + " smoke Bcc: eve@example.com:");
      assertThat(received[0].getHeader("Bcc")).isNull();
      assertThat(GreenMailUtil.getBody(received[0]))
          .contains("http://lab.example.com/jobs/" + job)
          .containsPattern("host1 +Failed")
          .contains("verifying host1: no answer (blame: the host)");
    }
  }

  @Test
  void mail_that_cannot_be_sent_is_sent_when_the_server_is_back() throws Exception {
    mailServer.start();
    NoticeConfig.Mail mail = mail();
    mailServer.stop();
    try (NoticeWorker _ = worker(Optional.of(mail), List.of())) {
      JobId job = endedJob("smoke", "alice@example.com");
      await().until(() -> notices(job).stream().anyMatch(n -> n.problem().isPresent()));
      assertThat(notices(job).getFirst().problem().orElseThrow())
          .startsWith("sending mail to alice@example.com by 127.0.0.1:" + mail.port());

      GreenMail back =
          new GreenMail(new ServerSetup(mail.port(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
      back.start();
      try {
        clock.advance(Duration.ofSeconds(31));
        assertThat(back.waitForIncomingEmail(20_000, 1)).isTrue();
        await().until(() -> notices(job).getFirst().sentAt().isPresent());
      } finally {
        back.stop();
      }
    }
  }

  @Test
  void without_a_server_mail_is_given_up_with_the_reason() throws Exception {
    try (NoticeWorker _ = worker(Optional.empty(), List.of())) {
      JobId job = endedJob("smoke", "alice@example.com");

      await().until(() -> notices(job).stream().anyMatch(n -> n.dueAt().isEmpty()));
      assertThat(notices(job).getFirst().problem().orElseThrow())
          .isEqualTo("sending mail to alice@example.com: the configuration names no mail.server");
    }
  }

  @Test
  void a_webhook_is_told_with_a_signature_until_it_has_taken_it() throws Exception {
    refusals.set(2);
    URI hook = URI.create("http://127.0.0.1:%d/hook".formatted(web.getAddress().getPort()));
    try (NoticeWorker _ = worker(Optional.empty(), List.of(hook))) {
      JobId job = endedJob("smoke", "");
      awaitAttempt(job, 1);
      clock.advance(Duration.ofSeconds(31));
      awaitAttempt(job, 2);
      clock.advance(Duration.ofSeconds(61));

      await().atMost(Duration.ofSeconds(20)).until(() -> !posts.isEmpty());
      await().until(() -> notices(job).getFirst().sentAt().isPresent());
      assertThat(posts).hasSize(1);
      assertThat(notices(job).getFirst().attempts()).isEqualTo(3);

      JsonNode told = new JsonMapper().readTree(posts.getFirst().body());
      assertThat(told.get("job").asLong()).isEqualTo(job.value());
      assertThat(told.get("entries").get("Failed").asInt()).isEqualTo(1);
      assertThat(told.get("hosts").get(0).get("blame").asString()).isEqualTo("HOST");
      assertThat(posts.getFirst().signature()).isEqualTo("sha256=" + hmac(posts.getFirst().body()));
      assertThat(posts.getFirst().delivery())
          .isEqualTo(Long.toString(notices(job).getFirst().id()));
    }
  }

  private void awaitAttempt(JobId job, int attempts) {
    await()
        .until(
            () ->
                notices(job).stream()
                    .anyMatch(
                        n ->
                            n.attempts() == attempts
                                && n.dueAt()
                                    .orElseThrow()
                                    .isBefore(clock.instant().plusSeconds(100))
                                && n.problem().isPresent()));
  }

  private NoticeWorker worker(Optional<NoticeConfig.Mail> mail, List<URI> webhooks) {
    NoticeStore store = new NoticeStore(database);
    store.collect(List.of());
    NoticeConfig config = new NoticeConfig(mail, List.of(), webhooks, Optional.of(SECRET));
    return new NoticeWorker(database, config, Optional.of("http://lab.example.com"), FAST, clock);
  }

  private NoticeConfig.Mail mail() {
    return new NoticeConfig.Mail(
        "127.0.0.1",
        mailServer.getSmtp().getPort(),
        NoticeConfig.Security.NONE,
        Optional.empty(),
        "autotest@lab.example.com");
  }

  private List<Notice> notices(JobId job) {
    return new NoticeStore(database).ofJob(job);
  }

  private JobId endedJob(String name, String emails) {
    JobId job = lab.job("alice", "smoke");
    EntryId entry = lab.entry(job, lab.host("host1"));
    lab.status(entry, EntryStatus.FAILED);
    database.transactVoid(
        handle -> {
          handle.execute(
              "UPDATE afe_jobs SET email_list = ?, name = ? WHERE id = ?",
              emails,
              name,
              job.value());
          handle.execute(
              """
              UPDATE afe_host_queue_entries
              SET failure_blame = 'HOST', failure_problem = 'verifying host1: no answer'
              WHERE id = ?
              """,
              entry.value());
          handle.execute(
              """
              INSERT INTO afe_event_log (happened_at, kind, subject_id, job_id, new_status)
              VALUES (NOW(3), 'entry', ?, ?, 'Failed')
              """,
              entry.value(),
              job.value());
        });
    return job;
  }

  private static String hmac(String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
  }
}
