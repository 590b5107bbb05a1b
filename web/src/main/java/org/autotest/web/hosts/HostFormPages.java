package org.autotest.web.hosts;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.autotest.core.host.Protection;
import org.autotest.core.job.TaskType;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operations;
import org.autotest.store.Database;
import org.autotest.store.views.HostViews;
import org.autotest.store.views.LabelViews;
import org.autotest.web.action.HostReading;
import org.autotest.web.action.HostWriting;
import org.autotest.web.page.Filled;
import org.autotest.web.page.Forms;
import org.autotest.web.page.Links;
import org.autotest.web.page.Room;
import org.autotest.web.page.Visit;

/// Adding, changing, locking, verifying and deleting hosts.
public final class HostFormPages {
  private static final int LABELS_MAX = 300;
  private static final List<String> FIELDS = List.of("hostname", "protection", "attributes");

  private final HostReading reading;
  private final HostWriting writing;
  private final LabelViews labels;
  private final Visit.Site site;

  public HostFormPages(
      Database database, HostReading reading, HostWriting writing, Visit.Site site) {
    this.reading = reading;
    this.writing = writing;
    this.labels = new LabelViews(database);
    this.site = site;
  }

  /// `/hosts/new`.
  public void form(Context http) {
    show(Visit.of(http, site), "", Filled.NOTHING, Set.of());
  }

  /// Takes the form for a new host.
  public void create(Context http) {
    Visit visit = Visit.of(http, site);
    Map<String, String> values = Forms.values(http, FIELDS);
    Set<String> labels = labels(http);
    String hostname = values.getOrDefault("hostname", "").strip();
    new Forms((again, filled) -> show(again, "", filled, labels))
        .attempt(
            visit,
            values,
            () -> {
              Map<String, Object> raw = new LinkedHashMap<>(values);
              raw.put("labels", List.copyOf(labels));
              writing.create(visit.visitor().login(), Arguments.parse(Operations.HOST_CREATE, raw));
            },
            Links.host(hostname),
            "Added %s. Verify it to see whether the lab can reach it.".formatted(hostname));
  }

  /// `/hosts/{hostname}/edit`.
  public void edit(Context http) {
    Visit visit = Visit.of(http, site);
    HostViews.Detail detail = reading.find(http.pathParam("hostname"));
    Map<String, String> values = new TreeMap<>();
    values.put("protection", detail.host().protection().word());
    StringBuilder attributes = new StringBuilder();
    detail.attributes().forEach((k, v) -> attributes.append(k).append('=').append(v).append('\n'));
    values.put("attributes", attributes.toString());
    show(visit, detail.host().hostname(), new Filled(values, Map.of()), carried(detail));
  }

  /// Takes the form for a host that is there.
  public void change(Context http) {
    Visit visit = Visit.of(http, site);
    HostViews.Detail detail = reading.find(http.pathParam("hostname"));
    String hostname = detail.host().hostname();
    Map<String, String> values = Forms.values(http, FIELDS);
    Set<String> wanted = labels(http);
    Forms.Change labelChange = Forms.Change.of(carried(detail), wanted);
    new Forms((again, filled) -> show(again, hostname, filled, wanted))
        .attempt(
            visit,
            values,
            () -> {
              Map<String, Object> change = new LinkedHashMap<>();
              change.put("add_labels", List.copyOf(labelChange.added()));
              change.put("remove_labels", List.copyOf(labelChange.removed()));
              change.put("protection", values.getOrDefault("protection", ""));
              change.put("attributes", attributes(detail, values.getOrDefault("attributes", "")));
              writing.modify(visit.visitor().login(), hostname, change);
            },
            Links.host(hostname),
            "Changed %s.".formatted(hostname));
  }

  /// Attributes that are no longer in the text are removed.
  private static Map<String, String> attributes(HostViews.Detail detail, String text) {
    Map<String, Object> raw = new LinkedHashMap<>();
    raw.put("hostname", detail.host().hostname());
    raw.put("attributes", text);
    Map<String, String> wanted =
        new LinkedHashMap<>(Arguments.parse(Operations.HOST_MODIFY, raw).map("attributes"));
    detail.attributes().keySet().forEach(name -> wanted.putIfAbsent(name, ""));
    return wanted;
  }

  /// `/hosts/{hostname}/lock`.
  public void lock(Context http) {
    Map<String, Object> change = new LinkedHashMap<>();
    change.put("locked", true);
    change.put("lock_reason", Forms.text(http, "lock_reason"));
    change.put("lock_hours", Forms.text(http, "lock_hours"));
    act(http, "Locked %s.", (login, host) -> writing.modify(login, host, change));
  }

  /// `/hosts/{hostname}/unlock`.
  public void unlock(Context http) {
    act(
        http,
        "Unlocked %s.",
        (login, host) -> writing.modify(login, host, Map.of("locked", false)));
  }

  /// `/hosts/{hostname}/reverify`.
  public void reverify(Context http) {
    act(
        http,
        "Asked for %s to be verified.",
        (login, host) -> writing.request(login, List.of(host), TaskType.VERIFY));
  }

  /// `/hosts/{hostname}/repair`.
  public void repair(Context http) {
    act(
        http,
        "Asked for %s to be repaired.",
        (login, host) -> writing.request(login, List.of(host), TaskType.REPAIR));
  }

  /// `/hosts/{hostname}/delete`.
  public void delete(Context http) {
    act(http, "Took %s out of the inventory.", writing::delete);
  }

  private interface Act {
    void on(String login, String hostname);
  }

  private void act(Context http, String done, Act act) {
    Visit visit = Visit.of(http, site);
    String hostname = reading.find(http.pathParam("hostname")).host().hostname();
    act.on(visit.visitor().login(), hostname);
    visit.goTo(Links.host(hostname), done.formatted(hostname));
  }

  private void show(Visit visit, String host, Filled filled, Set<String> chosen) {
    String protection = filled.values().getOrDefault("protection", Protection.NO_PROTECTION.word());
    visit.show(
        "hosts/form.jte",
        host.isEmpty() ? "Add a host" : "Edit " + host,
        Room.HOSTS,
        new HostFormPage(
            host,
            filled,
            labels.list(LabelViews.Filter.of(Optional.empty()), "", LABELS_MAX).stream()
                .map(
                    label ->
                        new HostFormPage.Label(
                            label.name(),
                            label.platform() ? "platform" : "",
                            chosen.contains(label.name())))
                .toList(),
            Arrays.stream(Protection.values())
                .map(Protection::word)
                .map(word -> new HostFormPage.Choice(word, word.equals(protection)))
                .toList()));
  }

  private static Set<String> labels(Context http) {
    return new TreeSet<>(http.formParams("labels"));
  }

  private static Set<String> carried(HostViews.Detail detail) {
    Set<String> labels = new TreeSet<>(detail.host().labels());
    detail.host().platform().ifPresent(labels::add);
    return labels;
  }
}
