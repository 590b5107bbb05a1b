package org.autotest.app.notice;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.autotest.app.config.NoticeConfig;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.notices.Notice;
import org.autotest.store.notices.Notice.About;
import org.autotest.store.notices.NoticeStore;
import org.autotest.store.views.EntryViews;
import org.autotest.store.views.JobDetail;
import org.autotest.store.views.JobViews;

/// Tells whom there is to tell, on a thread of its own: looks every two seconds for jobs that are
/// over, and tries what failed again, at first after half a minute, at last every hour, for about a
/// day. Trouble is logged and holds up nothing else.
public final class NoticeWorker implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NoticeWorker.class.getName());

  private static final Duration CLAIM = Duration.ofMinutes(10);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(25);

  /// So few that even those that run into all time limits are done before their claim is over.
  private static final int AT_ONCE = 5;

  private static final int ATTEMPTS_MAX = 30;
  private static final int ENTRIES_MAX = 1_000;

  /// How fast it is.
  ///
  /// @param look time between two looks for jobs that are over
  /// @param firstPause before the first second attempt; each later pause is twice as long
  public record Pace(Duration look, Duration firstPause) {
    public static final Pace USUAL = new Pace(Duration.ofSeconds(2), Duration.ofSeconds(30));
  }

  private final NoticeStore notices;
  private final JobViews jobs;
  private final EntryViews entries;
  private final NoticeConfig config;
  private final Optional<MailSender> mail;
  private final WebhookSender webhooks;
  private final Optional<String> webUrl;
  private final Pace pace;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /// Starts it.
  ///
  /// @param webUrl how the web server is reached, for links
  public NoticeWorker(
      Database database,
      NoticeConfig config,
      Optional<String> webUrl,
      Pace pace,
      InstantSource clock) {
    this.notices = new NoticeStore(database);
    this.jobs = new JobViews(database);
    this.entries = new EntryViews(database);
    this.config = config;
    this.mail = config.mail().map(server -> new MailSender(server, clock));
    this.webhooks = new WebhookSender(config.webhookSecret());
    this.webUrl = webUrl;
    this.pace = pace;
    this.thread = Thread.ofPlatform().name("notices").start(this::work);
  }

  private void work() {
    List<String> addresses = config.webhooks().stream().map(Object::toString).toList();
    try {
      while (closed.getCount() > 0) {
        try {
          notices.collect(addresses, config.keepers());
          tellAll();
        } catch (AutotestException trouble) {
          LOG.log(Level.WARNING, "telling of jobs that are over: " + trouble.problem());
        }
        if (closed.await(pace.look().toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void tellAll() throws InterruptedException {
    for (List<Notice> due = notices.claim(AT_ONCE, CLAIM);
        !due.isEmpty() && closed.getCount() > 0;
        due = notices.claim(AT_ONCE, CLAIM)) {
      for (Notice notice : due) {
        tell(notice);
      }
    }
  }

  private void tell(Notice notice) throws InterruptedException {
    try {
      Optional<Message> told = message(notice);
      if (told.isPresent()) {
        sendSafely(notice, told.get());
        notices.sent(notice);
      }
    } catch (NotSent trouble) {
      boolean last = trouble.isHopeless() || notice.attempts() + 1 >= ATTEMPTS_MAX;
      String problem = String.valueOf(trouble.getMessage());
      notices.failed(notice, problem, last ? Optional.empty() : Optional.of(pause(notice)));
      LOG.log(
          Level.WARNING,
          "%s: %s%s (blame: the lab)"
              .formatted(
                  notice.aboutInWords(), problem, last ? "; given up" : "; tried again later"));
    }
  }

  /// A message that nobody can make must not hold up those behind it.
  private void sendSafely(Notice notice, Message told) throws NotSent, InterruptedException {
    try {
      send(notice, told);
    } catch (RuntimeException bug) {
      throw NotSent.forNow("telling of %s: %s".formatted(notice.aboutInWords(), bug));
    }
  }

  private void send(Notice notice, Message told) throws NotSent, InterruptedException {
    switch (notice.kind()) {
      case WEBHOOK -> webhooks.send(notice, told);
      case MAIL ->
          mail.orElseThrow(
                  () ->
                      NotSent.forEver(
                          "sending mail to %s: the configuration names no mail.server"
                              .formatted(notice.recipient())))
              .send(notice, told);
    }
  }

  private Optional<Message> message(Notice notice) {
    return switch (notice.about()) {
      case About.JobOver(JobId job) -> end(job).map(JobEnd::message);
      case About.InWords(String subject, String text) -> Optional.of(Message.letter(subject, text));
    };
  }

  private Optional<JobEnd> end(JobId job) {
    Optional<JobDetail> found = jobs.find(job);
    return found.map(
        detail ->
            new JobEnd(
                detail.summary(),
                entries.ofJob(job, OptionalLong.empty(), ENTRIES_MAX),
                webUrl.map(url -> url + "/jobs/" + job)));
  }

  private Duration pause(Notice notice) {
    Duration doubled = pace.firstPause().multipliedBy(1L << Math.min(notice.attempts(), 20));
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  /// Ends the thread; a message that is being sent goes out first.
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(STOPS_WITHIN);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
