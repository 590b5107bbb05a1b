package org.autotest.web.hosts;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.JobId;
import org.autotest.core.schedule.Reserved;
import org.autotest.store.Database;
import org.autotest.store.hosts.ReservationStore;
import org.autotest.store.views.EntryView;
import org.autotest.store.views.EventViews;
import org.autotest.store.views.HostEvent;
import org.autotest.store.views.HostFilter;
import org.autotest.store.views.HostHistory;
import org.autotest.store.views.HostView;
import org.autotest.store.views.HostViews;
import org.autotest.store.views.LabelViews;
import org.autotest.store.views.Reliability;
import org.autotest.store.views.ReliabilityViews;
import org.autotest.web.action.HostReading;
import org.autotest.web.page.Address;
import org.autotest.web.page.BlameText;
import org.autotest.web.page.Filled;
import org.autotest.web.page.Links;
import org.autotest.web.page.Room;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// The list of hosts, and one host.
public final class HostPages {
  private static final int ROWS = 50;
  private static final int HISTORY_ROWS = 30;
  private static final int EVENTS_MAX = 50;
  private static final int LABELS_SHOWN = 500;

  private final HostViews hosts;
  private final LabelViews labels;
  private final HostHistory history;
  private final EventViews events;
  private final ReliabilityViews reliability;
  private final Visit.Site site;

  public HostPages(Database database, Visit.Site site) {
    this.hosts = new HostViews(database);
    this.labels = new LabelViews(database);
    this.history = new HostHistory(database);
    this.events = new EventViews(database);
    this.reliability = new ReliabilityViews(database);
    this.site = site;
  }

  /// `/hosts`.
  public void list(Context http) {
    Visit visit = Visit.of(http, site);
    Optional<HostStatus> status = visit.query("status").flatMap(HostStatus::ofWord);
    Optional<Boolean> locked =
        visit.query("locked").filter(List.of("yes", "no")::contains).map("yes"::equals);
    HostFilter filter = filter(visit, status, locked);
    String after = visit.query("after").orElse("");
    boolean worst = visit.query("sort").equals(Optional.of("failures"));
    List<HostView> found =
        worst
            ? hosts.worst(filter, HostReading.place(after), ROWS + 1)
            : hosts.list(filter, after, ROWS + 1);
    List<HostView> shown = found.subList(0, Math.min(ROWS, found.size()));
    Map<HostId, Reliability> lately = reliability.of(shown.stream().map(HostView::id).toList());
    Address all = address(filter, status, locked).with("sort", worst ? "failures" : "");
    Address here = all.with("after", visit.query("after"));
    visit.show(
        "hosts/list.jte",
        "Hosts",
        Room.HOSTS,
        Optional.of("hosts"),
        new HostListPage(
            filters(filter, status, locked),
            Arrays.stream(HostStatus.values()).map(HostStatus::word).toList(),
            shown.stream()
                .map(host -> row(host, lately.getOrDefault(host.id(), Reliability.NONE)))
                .toList(),
            here.toString(),
            found.size() > ROWS
                ? Optional.of(all.with("after", behind(shown.getLast(), worst, lately)).toString())
                : Optional.empty(),
            after.isEmpty() ? Optional.empty() : Optional.of(all.toString()),
            worst
                ? Optional.empty()
                : Optional.of(address(filter, status, locked).with("sort", "failures").toString()),
            !filter.equals(HostFilter.ALL)));
  }

  private static HostFilter filter(
      Visit visit, Optional<HostStatus> status, Optional<Boolean> locked) {
    return new HostFilter(
        visit.query("name"),
        visit.queries("label"),
        status.stream().toList(),
        locked,
        visit.query("access").filter("mine"::equals).map(_ -> visit.visitor().login()),
        visit.query("locked_by"));
  }

  private HostListPage.Filters filters(
      HostFilter filter, Optional<HostStatus> status, Optional<Boolean> locked) {
    List<String> left = new ArrayList<>(filter.labels());
    Map<Boolean, List<String>> names = labels.names(LABELS_SHOWN);
    return new HostListPage.Filters(
        filter.name().orElse(""),
        choices(names.getOrDefault(true, List.of()), left),
        choices(names.getOrDefault(false, List.of()), left),
        left,
        status.map(HostStatus::word).orElse(""),
        locked.map(yes -> yes ? "yes" : "no").orElse(""),
        filter.accessibleTo().isPresent(),
        filter.lockedBy().orElse(""));
  }

  /// Labels to choose one of; the first that was asked for is chosen.
  ///
  /// @param left labels that were asked for; the chosen one is taken out
  private static List<HostListPage.Choice> choices(List<String> names, List<String> left) {
    Optional<String> chosen =
        names.stream().filter(name -> left.stream().anyMatch(name::equalsIgnoreCase)).findFirst();
    chosen.ifPresent(name -> left.removeIf(name::equalsIgnoreCase));
    return names.stream()
        .map(name -> new HostListPage.Choice(name, chosen.equals(Optional.of(name))))
        .toList();
  }

  private static String behind(HostView last, boolean worst, Map<HostId, Reliability> lately) {
    return worst
        ? HostReading.written(last, lately.getOrDefault(last.id(), Reliability.NONE))
        : last.hostname();
  }

  private static Address address(
      HostFilter filter, Optional<HostStatus> status, Optional<Boolean> locked) {
    return Address.of("/hosts")
        .with("name", filter.name())
        .withAll("label", filter.labels())
        .with("status", status.map(HostStatus::word))
        .with("locked", locked.map(yes -> yes ? "yes" : "no"))
        .with("access", filter.accessibleTo().map(_ -> "mine"))
        .with("locked_by", filter.lockedBy());
  }

  private static HostListPage.Row row(HostView host, Reliability lately) {
    return new HostListPage.Row(
        host.hostname(),
        Links.host(host.hostname()),
        StatusText.of(host.sign(), word(host)),
        host.platform().orElse(""),
        host.labels(),
        host.lock()
            .map(HostPages::lockInWords)
            .or(() -> host.reserved().map(Reserved::inWords))
            .orElse(""),
        host.runningJob().map(JobId::value),
        String.join(", ", host.aclGroups()),
        ReliabilityText.inShort(lately));
  }

  private static String word(HostView host) {
    boolean idle = host.status() == HostStatus.READY;
    return host.lock().isEmpty()
        ? host.status().word()
        : idle ? "Locked" : "Locked (%s)".formatted(host.status().word());
  }

  private static String lockInWords(HostView.Lock lock) {
    String by = lock.by().map(who -> "by " + who).orElse("");
    return lock.reason().map(why -> by.isEmpty() ? why : by + ": " + why).orElse(by);
  }

  /// `/hosts/{hostname}`.
  public void show(Context http) {
    show(Visit.of(http, site), http.pathParam("hostname"), Filled.NOTHING);
  }

  /// Shows a host, again when one of the forms on its page was refused. Then it stands still: news
  /// would put the host as it is in the place of what was typed.
  void show(Visit visit, String hostname, Filled filled) {
    HostViews.Detail detail = find(hostname);
    HostView host = detail.host();
    boolean withTasks = !visit.query("tasks").equals(Optional.of("no"));
    HostHistory.Page page =
        history.page(
            host.id(),
            new Hostname(host.hostname()),
            withTasks,
            visit.query("after").flatMap(HostHistory.Place::parse).orElse(HostHistory.Place.START),
            HISTORY_ROWS);
    String base = Links.host(host.hostname());
    visit.show(
        "hosts/host.jte",
        host.hostname(),
        Room.HOSTS,
        Optional.of("host:" + host.hostname()).filter(_ -> filled.problems().isEmpty()),
        new HostPage(
            host.hostname(),
            StatusText.of(host.sign(), word(host)),
            verdict(host, detail.isDeleted()),
            more(detail),
            host.failure().map(failure -> BlameText.of(failure.blame())),
            detail.isDeleted(),
            host.lock().map(lock -> lock(visit, lock)),
            host.reserved().map(reserved -> kept(visit, reserved)),
            host.labels(),
            facts(host),
            ReliabilityText.facts(
                reliability.of(List.of(host.id())).getOrDefault(host.id(), Reliability.NONE)),
            detail.attributes().entrySet().stream()
                .map(entry -> new HostPage.Fact(entry.getKey(), entry.getValue()))
                .toList(),
            page.events().stream().map(event -> ran(visit, event)).toList(),
            withTasks,
            withTasks ? base + "?tasks=no" : base,
            page.next()
                .map(
                    next ->
                        Address.of(base)
                            .with("tasks", withTasks ? "" : "no")
                            .with("after", next.written())
                            .toString()),
            events.ofHost(host.id(), OptionalLong.empty(), EVENTS_MAX).stream()
                .map(event -> event(visit, event))
                .toList(),
            wish(visit, host, filled)));
  }

  /// The forms of a host: one that was refused as it was sent, that for a reservation with what the
  /// visitor has of the host already.
  private static HostPage.Wish wish(Visit visit, HostView host, Filled filled) {
    Optional<Reserved> mine =
        host.reserved().filter(kept -> visit.visitor().login().equalsIgnoreCase(kept.holder()));
    Map<String, String> values = new TreeMap<>();
    values.put(
        "hours",
        Long.toString(
            mine.map(kept -> hoursLeft(visit, kept)).orElse(ReservationStore.STANDARD.toHours())));
    values.put("reason", mine.map(Reserved::reason).orElse(""));
    values.put("for_labels", Boolean.toString(mine.filter(Reserved::forLabels).isPresent()));
    values.putAll(filled.values());
    boolean refused = !filled.problems().isEmpty();
    return new HostPage.Wish(
        new Filled(values, filled.problems()),
        refused && filled.values().containsKey("lock_hours"),
        refused && filled.values().containsKey("hours"));
  }

  private static long hoursLeft(Visit visit, Reserved kept) {
    return Math.max(1, Duration.between(visit.now(), kept.until()).plusMinutes(59).toHours());
  }

  private static String more(HostViews.Detail detail) {
    return Stream.concat(
            detail.host().failure().stream().map(EntryView.Failure::problem),
            detail.waits().stream().map(hold -> hold.observation() + "; " + hold.remedy()))
        .map(sentence -> Words.capital(sentence) + ".")
        .collect(Collectors.joining(" "));
  }

  private HostViews.Detail find(String hostname) {
    return hosts
        .find(hostname)
        .filter(_ -> Hostname.isValid(hostname))
        .orElseThrow(
            () ->
                BadRequest.of(
                    BadRequest.Kind.NOT_FOUND,
                    "hostname",
                    "there is no host '%s'".formatted(Words.middle(hostname, 80))));
  }

  private static String verdict(HostView host, boolean isDeleted) {
    if (isDeleted) {
      return "Not in the inventory any more; its history stays.";
    }
    String what =
        switch (host.status()) {
          case READY -> "Ready for work.";
          case VERIFYING -> "Being verified.";
          case PENDING -> "Verified, and held for a job.";
          case RUNNING ->
              host.runningJob().map(job -> "Runs job %s.".formatted(job)).orElse("Runs a job.");
          case CLEANING -> "Being cleaned up.";
          case REPAIRING -> "Being repaired.";
          case REPAIR_FAILED ->
              "Repair failed: it takes no work until a verify succeeds. One is made by and by, or now"
                  + " by the button Verify.";
        };
    return host.lock().isEmpty() ? what : "Locked: it takes no new work. " + what;
  }

  private static HostPage.Lock lock(Visit visit, HostView.Lock lock) {
    return new HostPage.Lock(
        lock.by().orElse("somebody"),
        visit.time(lock.at()),
        lock.reason().orElse(""),
        visit.time(lock.expires()));
  }

  private static HostPage.Kept kept(Visit visit, Reserved reserved) {
    boolean mine = visit.visitor().login().equalsIgnoreCase(reserved.holder());
    return new HostPage.Kept(
        Words.capital(reserved.inWords()) + ".", mine, !mine && visit.visitor().isAdmin());
  }

  private static List<HostPage.Fact> facts(HostView host) {
    List<HostPage.Fact> facts = new ArrayList<>();
    facts.add(new HostPage.Fact("Platform", host.platform().orElse("none")));
    facts.add(new HostPage.Fact("Access groups", String.join(", ", host.aclGroups())));
    facts.add(new HostPage.Fact("Repair may", host.protection().word()));
    facts.add(new HostPage.Fact("Used since its last cleanup", host.dirty() ? "Yes" : "No"));
    return facts;
  }

  private static HostPage.Ran ran(Visit visit, HostEvent event) {
    String lasted =
        event
            .startedAt()
            .flatMap(
                start ->
                    event.finishedAt().map(end -> Words.duration(Duration.between(start, end))))
            .orElse("");
    return new HostPage.Ran(
        event.kind(),
        event.isTask()
            ? event.job().map(job -> "for job " + job).orElse("")
            : "%s: %s".formatted(event.job().map(JobId::toString).orElse(""), event.jobName()),
        event.job().map(job -> Links.job(job.value())),
        event.by(),
        StatusText.of(event.sign(), event.status()),
        visit.time(event.at()),
        lasted,
        event.failure().map(failure -> BlameText.of(failure.blame())),
        event.failure().map(failure -> Words.capital(failure.problem())).orElse(""),
        event.resultsPath().map(Links::files));
  }

  private static HostPage.Event event(Visit visit, EventViews.Event event) {
    String by = event.actor().map(actor -> ", by " + actor).orElse("");
    return new HostPage.Event(
        visit.time(event.at()),
        event.oldStatus().map(old -> old + " → " + event.newStatus()).orElse(event.newStatus())
            + by,
        Words.capital(event.reason()));
  }
}
