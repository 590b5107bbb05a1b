package org.autotest.web.live;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.autotest.core.failure.AutotestException;
import org.autotest.store.Database;
import org.autotest.store.LabChangeReader;
import org.autotest.store.views.NewsViews;

/// Tells pages that something they show has changed. One thread reads the outbox for everybody, and
/// only while somebody listens; each listener has a flag that is raised, so a slow one costs
/// nothing and never holds up the others.
///
/// Topics: `lab` and `jobs` for any change of an entry, `hosts` for any change of a host, `job:17`,
/// `host:demo1`.
public final class LiveFeed implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LiveFeed.class.getName());
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

  private final Database database;
  private final NewsViews news;
  private final Map<Listener, Boolean> listeners = new ConcurrentHashMap<>();
  private final Semaphore wake = new Semaphore(0);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread reader;

  /// Begins to read.
  public LiveFeed(Database database) {
    this.database = database;
    this.news = new NewsViews(database);
    this.reader = Thread.ofVirtual().name("live-feed").unstarted(this::run);
    database.onLabChange(wake::release);
    reader.start();
  }

  /// Somebody who looks at one topic. Closing it ends the listening.
  public final class Listener implements AutoCloseable {
    private final String topic;
    private final Semaphore raised = new Semaphore(0);

    private Listener(String topic) {
      this.topic = topic;
    }

    /// Waits for news.
    ///
    /// @return false when none came in that time
    public boolean await(Duration patience) throws InterruptedException {
      boolean came = raised.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
      raised.drainPermits();
      return came;
    }

    @Override
    public void close() {
      listeners.remove(this);
    }
  }

  /// Begins to listen.
  public Listener listen(String topic) {
    Listener listener = new Listener(topic);
    listeners.put(listener, true);
    wake.release();
    return listener;
  }

  /// How many listen now.
  public int listening() {
    return listeners.size();
  }

  private void run() {
    LabChangeReader outbox = null;
    while (!closed.get()) {
      try {
        if (listeners.isEmpty()) {
          outbox = null;
          wake.acquire();
          wake.drainPermits();
        } else {
          outbox = outbox == null ? new LabChangeReader(database) : outbox;
          tell(outbox.read());
          wake.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
          wake.drainPermits();
        }
      } catch (AutotestException failure) {
        if (closed.get()) {
          return;
        }
        LOG.log(
            Level.WARNING,
            "news for pages: {0}; trying again in {1} s",
            failure.problem(),
            PAUSE_AFTER_FAILURE.toSeconds());
        outbox = null;
        pauseAfterFailure();
      } catch (InterruptedException stop) {
        return;
      }
    }
  }

  private void pauseAfterFailure() {
    try {
      wake.tryAcquire(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(LabChangeReader.News found) {
    if (!found.isComplete()) {
      listeners.keySet().forEach(listener -> listener.raised.release());
      return;
    }
    if (found.changes().isEmpty()) {
      return;
    }
    NewsViews.Concerned concerned = news.concerned(found.changes());
    Set<String> topics = new HashSet<>();
    topics.add("lab");
    if (!concerned.jobs().isEmpty()) {
      topics.add("jobs");
    }
    if (!concerned.hosts().isEmpty()) {
      topics.add("hosts");
    }
    concerned.jobs().forEach(job -> topics.add("job:" + job));
    concerned.hosts().forEach(host -> topics.add("host:" + host));
    for (Listener listener : listeners.keySet()) {
      if (topics.contains(listener.topic)) {
        listener.raised.release();
      }
    }
  }

  /// Stops reading; listeners get no more news.
  @Override
  public void close() {
    closed.set(true);
    reader.interrupt();
    listeners.keySet().forEach(listener -> listener.raised.release());
  }
}
