package org.autotest.web.action;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.views.EventViews;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Operations that tell what happened.
public final class EventReading {
  private final EventViews events;
  private final HostReading hosts;

  public EventReading(Database database, HostReading hosts) {
    this.events = new EventViews(database);
    this.hosts = hosts;
  }

  /// `job.events`; nothing for a job that there never was.
  public Reply ofJob(Call call) {
    JobId job = new JobId(call.arguments().whole("id"));
    return page(call, (before, limit) -> events.ofJob(job, before, limit));
  }

  /// `host.events`.
  public Reply ofHost(Call call) {
    HostId host = hosts.find(call.arguments().text("hostname")).host().id();
    return page(call, (before, limit) -> events.ofHost(host, before, limit));
  }

  private interface Read {
    List<EventViews.Event> read(OptionalLong before, int limit);
  }

  private static Reply page(Call call, Read read) {
    int limit = (int) call.arguments().whole("limit");
    return Paged.page(
        read.read(Paged.number(call.arguments()), limit + 1),
        limit,
        EventReading::fields,
        event -> Long.toString(event.id()));
  }

  private static Map<String, Object> fields(EventViews.Event event) {
    return new Fields()
        .put("id", event.id())
        .put("at", event.at())
        .put("kind", event.kind())
        .put("host", event.host())
        .put("old_status", event.oldStatus())
        .put("new_status", event.newStatus())
        .put("reason", event.reason())
        .put("blame", event.blame().map(Blame::name))
        .put("actor", event.actor())
        .map();
  }
}
