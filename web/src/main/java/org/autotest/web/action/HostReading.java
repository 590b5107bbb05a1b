package org.autotest.web.action;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.JobId;
import org.autotest.core.operation.Arguments;
import org.autotest.core.schedule.Hold;
import org.autotest.core.schedule.Reserved;
import org.autotest.store.Database;
import org.autotest.store.views.HostEvent;
import org.autotest.store.views.HostFilter;
import org.autotest.store.views.HostHistory;
import org.autotest.store.views.HostView;
import org.autotest.store.views.HostViews;
import org.autotest.store.views.KnownNames;
import org.autotest.store.views.Reliability;
import org.autotest.store.views.ReliabilityViews;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Reading operations on hosts.
public final class HostReading {
  private final HostViews hosts;
  private final HostHistory history;
  private final ReliabilityViews reliability;
  private final KnownNames known;

  public HostReading(Database database) {
    this.hosts = new HostViews(database);
    this.history = new HostHistory(database);
    this.reliability = new ReliabilityViews(database);
    this.known = new KnownNames(database);
  }

  /// `host.list`.
  public Reply list(Call call) {
    Arguments arguments = call.arguments();
    HostFilter filter =
        new HostFilter(
            arguments.optionalText("name"),
            arguments.texts("labels"),
            arguments.texts("status").stream()
                .flatMap(word -> HostStatus.ofWord(word).stream())
                .toList(),
            arguments.optionalFlag("locked"),
            arguments.optionalText("accessible_to"),
            arguments.optionalText("locked_by"));
    known.require("labels", KnownNames.Kind.LABEL, filter.labels());
    known.require("accessible_to", KnownNames.Kind.USER, filter.accessibleTo().stream().toList());
    known.require("locked_by", KnownNames.Kind.USER, filter.lockedBy().stream().toList());
    int limit = (int) arguments.whole("limit");
    boolean worst = arguments.text("sort").equals("failures");
    String after = arguments.optionalText("after").orElse("");
    List<HostView> found =
        worst ? hosts.worst(filter, place(after), limit + 1) : hosts.list(filter, after, limit + 1);
    Map<HostId, Reliability> lately = reliability.of(found.stream().map(HostView::id).toList());
    return Paged.page(
        found,
        limit,
        host -> fields(host, lately.getOrDefault(host.id(), Reliability.NONE)).map(),
        host ->
            worst
                ? written(host, lately.getOrDefault(host.id(), Reliability.NONE))
                : host.hostname());
  }

  /// The place in a list of the worst hosts: `12:host7`.
  public static HostViews.Worst place(String after) {
    if (after.isEmpty()) {
      return HostViews.Worst.FIRST;
    }
    int colon = after.indexOf(':');
    if (colon < 1 || !after.substring(0, colon).matches("\\d{1,9}")) {
      throw BadRequest.invalid("after", "must be `next` of the page before");
    }
    return new HostViews.Worst(
        Long.parseLong(after.substring(0, colon)), after.substring(colon + 1));
  }

  /// The place behind a host.
  public static String written(HostView host, Reliability lately) {
    return lately.failedHost() + ":" + host.hostname();
  }

  /// `host.show`.
  public Reply show(Call call) {
    return new Reply.Item(detail(find(call.arguments().text("hostname"))));
  }

  /// `host.history`.
  public Reply history(Call call) {
    HostView host = find(call.arguments().text("hostname")).host();
    HostHistory.Place place =
        call.arguments()
            .optionalText("after")
            .map(HostReading::historyPlace)
            .orElse(HostHistory.Place.START);
    HostHistory.Page page =
        history.page(
            host.id(),
            new Hostname(host.hostname()),
            call.arguments().flag("tasks"),
            place,
            (int) call.arguments().whole("limit"));
    return new Reply.Page(
        page.events().stream().map(HostReading::event).toList(),
        page.next().map(HostHistory.Place::written));
  }

  /// A host of the inventory.
  ///
  /// @throws BadRequest when there is none of that name, or it was deleted
  public HostViews.Detail find(String hostname) {
    return hosts
        .find(hostname)
        .filter(detail -> !detail.isDeleted())
        .orElseThrow(
            () ->
                BadRequest.of(
                    BadRequest.Kind.NOT_FOUND,
                    "hostname",
                    "there is no host '%s'".formatted(hostname)));
  }

  /// A host as `host.show` answers.
  public Map<String, Object> detail(HostViews.Detail detail) {
    HostView host = detail.host();
    Reliability lately =
        reliability
            .of(List.of(detail.host().id()))
            .getOrDefault(detail.host().id(), Reliability.NONE);
    return fields(host, lately)
        .put("locked_at", host.lock().flatMap(HostView.Lock::at))
        .put("protection", host.protection().word())
        .put("dirty", host.dirty())
        .put("task_waits", detail.waits().map(Hold::observation))
        .put("attributes", detail.attributes())
        .put("reliability", fields(lately))
        .map();
  }

  private static Map<String, Object> fields(Reliability lately) {
    return new Fields()
        .put("completed", lately.completed())
        .put("aborted", lately.aborted())
        .put("failed_host", lately.failedHost())
        .put("failed_lab", lately.failedLab())
        .put("failed_other", lately.failedOther())
        .put("verifies", lately.verifies().all())
        .put("verifies_failed", lately.verifies().failed())
        .put("repairs", lately.repairs().all())
        .put("repairs_failed", lately.repairs().failed())
        .map();
  }

  private static Fields fields(HostView host, Reliability lately) {
    return new Fields()
        .put("hostname", host.hostname())
        .put("status", host.status().word())
        .put("locked", host.lock().isPresent())
        .put("locked_by", host.lock().flatMap(HostView.Lock::by))
        .put("lock_reason", host.lock().flatMap(HostView.Lock::reason))
        .put("lock_expires", host.lock().flatMap(HostView.Lock::expires))
        .put("reserved_for", host.reserved().map(Reserved::holder))
        .put("reserved_until", host.reserved().map(Reserved::until))
        .put("reservation_reason", host.reserved().map(Reserved::reason))
        .put("platform", host.platform())
        .put("labels", host.labels())
        .put("acl_groups", host.aclGroups())
        .put("running_job", host.runningJob().map(JobId::value))
        .put("runs", lately.runs())
        .put("failures", lately.failedHost());
  }

  private static Map<String, Object> event(HostEvent event) {
    return new Fields()
        .put("kind", event.kind())
        .put("id", event.id())
        .put("job_id", event.job().map(JobId::value))
        .put("name", event.jobName())
        .put("by", event.by())
        .put("status", event.status())
        .put("started_at", event.startedAt())
        .put("finished_at", event.finishedAt())
        .failure(event.failure())
        .put("results_path", event.resultsPath())
        .map();
  }

  private static HostHistory.Place historyPlace(String text) {
    Optional<HostHistory.Place> place = HostHistory.Place.parse(text);
    return place.orElseThrow(
        () -> BadRequest.invalid("after", "must be `next` of the page before"));
  }
}
