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
import java.util.stream.Stream;
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
  private static final List<String> FIELDS =
      List.of("hostname", "protection", "had_protection", "attributes", "had_attributes");
  private static final List<String> NEW_FIELDS =
      List.of("hostname", "protection", "attributes", "acl_groups", "lock_reason", "lock_hours");

  private final HostReading reading;
  private final HostWriting writing;
  private final LabelViews labels;
  private final HostPages pages;
  private final Visit.Site site;

  /// Takes the forms of hosts.
  ///
  /// @param pages show a host again when a form on its page was refused
  public HostFormPages(
      Database database,
      HostReading reading,
      HostWriting writing,
      HostPages pages,
      Visit.Site site) {
    this.reading = reading;
    this.writing = writing;
    this.labels = new LabelViews(database);
    this.pages = pages;
    this.site = site;
  }

  /// `/hosts/new`.
  public void form(Context http) {
    show(Visit.of(http, site), "", Filled.NOTHING, Set.of(), Set.of());
  }

  /// Takes the form for a new host.
  public void create(Context http) {
    Visit visit = Visit.of(http, site);
    Map<String, String> values = Forms.values(http, NEW_FIELDS);
    values.put("locked", Boolean.toString(Forms.isTicked(http, "locked")));
    Set<String> labels = labels(http);
    String hostname = values.getOrDefault("hostname", "").strip();
    new Forms((again, filled) -> show(again, "", filled, labels, Set.of()))
        .attempt(
            visit,
            values,
            () -> {
              Map<String, Object> raw = new LinkedHashMap<>(values);
              raw.put("labels", List.copyOf(labels));
              raw.put("acl_groups", List.copyOf(Forms.names(http, "acl_groups")));
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
    values.put("had_protection", detail.host().protection().word());
    StringBuilder attributes = new StringBuilder();
    detail.attributes().forEach((k, v) -> attributes.append(k).append('=').append(v).append('\n'));
    values.put("attributes", attributes.toString());
    values.put("had_attributes", attributes.toString());
    Set<String> carried = carried(detail);
    show(visit, detail.host().hostname(), new Filled(values, Map.of()), carried, carried);
  }

  /// Takes the form for a host that is there. Only what differs from what the form showed at first
  /// is changed: the rest may have become something else meanwhile.
  public void change(Context http) {
    Visit visit = Visit.of(http, site);
    String hostname = reading.find(http.pathParam("hostname")).host().hostname();
    Map<String, String> values = Forms.values(http, FIELDS);
    Set<String> wanted = labels(http);
    Set<String> had = new TreeSet<>(http.formParams("had_labels"));
    Forms.Change labelChange = Forms.Change.of(had, wanted);
    new Forms((again, filled) -> show(again, hostname, filled, wanted, had))
        .attempt(
            visit,
            values,
            () -> {
              Map<String, Object> change = new LinkedHashMap<>();
              change.put("add_labels", List.copyOf(labelChange.added()));
              change.put("remove_labels", List.copyOf(labelChange.removed()));
              String protection = values.getOrDefault("protection", "");
              if (!protection.equals(values.get("had_protection"))) {
                change.put("protection", protection);
              }
              change.put("attributes", attributes(hostname, values));
              writing.modify(visit.visitor().login(), hostname, change);
            },
            Links.host(hostname),
            "Changed %s.".formatted(hostname));
  }

  /// Attributes that are no longer in the text are removed.
  private static Map<String, String> attributes(String hostname, Map<String, String> values) {
    Map<String, String> had = attributes(hostname, values.getOrDefault("had_attributes", ""));
    Map<String, String> change =
        new LinkedHashMap<>(attributes(hostname, values.getOrDefault("attributes", "")));
    had.keySet().forEach(name -> change.putIfAbsent(name, ""));
    change.entrySet().removeAll(had.entrySet());
    return change;
  }

  private static Map<String, String> attributes(String hostname, String text) {
    Map<String, Object> raw = Map.of("hostname", hostname, "attributes", text);
    return Arguments.parse(Operations.HOST_MODIFY, raw).map("attributes");
  }

  /// `/hosts/{hostname}/lock`.
  public void lock(Context http) {
    Visit visit = Visit.of(http, site);
    String hostname = reading.find(http.pathParam("hostname")).host().hostname();
    Map<String, String> values = Forms.values(http, List.of("lock_reason", "lock_hours"));
    Map<String, Object> change = new LinkedHashMap<>(values);
    change.put("locked", true);
    new Forms((again, filled) -> pages.show(again, hostname, filled))
        .attempt(
            visit,
            values,
            () -> writing.modify(visit.visitor().login(), hostname, change),
            Links.host(hostname),
            "Locked %s.".formatted(hostname));
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
    new Forms((again, filled) -> pages.show(again, hostname, filled))
        .attempt(
            visit,
            () -> act.on(visit.visitor().login(), hostname),
            Links.host(hostname),
            done.formatted(hostname));
  }

  /// Shows the form.
  ///
  /// @param had labels that the host carried when the form was first shown
  private void show(Visit visit, String host, Filled filled, Set<String> chosen, Set<String> had) {
    String protection =
        filled.values().getOrDefault("protection", writing.standards().protection().word());
    visit.show(
        "hosts/form.jte",
        host.isEmpty() ? "Add a host" : "Edit " + host,
        Room.HOSTS,
        new HostFormPage(
            host,
            filled,
            offered(chosen, had),
            List.copyOf(had),
            Arrays.stream(Protection.values())
                .map(Protection::word)
                .map(word -> new HostFormPage.Choice(word, word.equals(protection)))
                .toList()));
  }

  /// The first labels, and before them those besides that the host has or shall have.
  private List<HostFormPage.Label> offered(Set<String> chosen, Set<String> had) {
    List<LabelViews.Label> first =
        labels.list(LabelViews.Filter.of(Optional.empty()), "", LABELS_MAX);
    Set<String> besides = new TreeSet<>(chosen);
    besides.addAll(had);
    first.forEach(label -> besides.remove(label.name()));
    return Stream.concat(
            besides.stream().flatMap(name -> labels.find(name).stream()), first.stream())
        .map(
            label ->
                new HostFormPage.Label(
                    label.name(),
                    label.platform() ? "platform" : "",
                    chosen.contains(label.name())))
        .toList();
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
