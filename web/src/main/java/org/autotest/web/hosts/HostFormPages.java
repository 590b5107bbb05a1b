package org.autotest.web.hosts;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.host.Protection;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operations;
import org.autotest.store.Database;
import org.autotest.store.views.HostViews;
import org.autotest.store.views.LabelViews;
import org.autotest.web.action.HostReading;
import org.autotest.web.action.HostWriting;
import org.autotest.web.page.Links;
import org.autotest.web.page.Refusals;
import org.autotest.web.page.Room;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// Adding, changing, locking, verifying and deleting hosts.
public final class HostFormPages {
  private static final int LABELS_MAX = 300;

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
    show(Visit.of(http, site), "", Map.of(), Set.of(), Map.of());
  }

  /// Takes the form for a new host.
  public void create(Context http) {
    Visit visit = Visit.of(http, site);
    Map<String, String> values = values(http);
    Set<String> labels = labels(http);
    try {
      Map<String, Object> raw = new LinkedHashMap<>();
      raw.put("hostname", values.getOrDefault("hostname", ""));
      raw.put("labels", List.copyOf(labels));
      raw.put("protection", values.getOrDefault("protection", ""));
      raw.put("attributes", values.getOrDefault("attributes", ""));
      writing.create(visit.visitor().login(), Arguments.parse(Operations.HOST_CREATE, raw));
      String hostname = values.getOrDefault("hostname", "").strip();
      visit.goTo(
          Links.host(hostname),
          "Added %s. Verify it to see whether the lab can reach it.".formatted(hostname));
    } catch (BadRequest refused) {
      http.status(status(refused));
      Refusals.note(http, refused);
      show(visit, "", values, labels, refused.problems());
    }
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
    show(visit, detail.host().hostname(), values, carried(detail), Map.of());
  }

  /// Takes the form for a host that is there.
  public void change(Context http) {
    Visit visit = Visit.of(http, site);
    HostViews.Detail detail = reading.find(http.pathParam("hostname"));
    String hostname = detail.host().hostname();
    Map<String, String> values = values(http);
    Set<String> wanted = labels(http);
    Set<String> before = carried(detail);
    Set<String> added = new LinkedHashSet<>(wanted);
    added.removeAll(before);
    Set<String> removed = new LinkedHashSet<>(before);
    removed.removeAll(wanted);
    try {
      Map<String, Object> change = new LinkedHashMap<>();
      change.put("add_labels", List.copyOf(added));
      change.put("remove_labels", List.copyOf(removed));
      change.put("protection", values.getOrDefault("protection", ""));
      change.put("attributes", attributes(detail, values.getOrDefault("attributes", "")));
      writing.modify(visit.visitor().login(), hostname, change);
      visit.goTo(Links.host(hostname), "Changed %s.".formatted(hostname));
    } catch (BadRequest refused) {
      http.status(status(refused));
      Refusals.note(http, refused);
      show(visit, hostname, values, wanted, refused.problems());
    }
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
    change.put("lock_reason", Optional.ofNullable(http.formParam("lock_reason")).orElse(""));
    change.put("lock_hours", Optional.ofNullable(http.formParam("lock_hours")).orElse(""));
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
    act(http, "Asked for %s to be verified.", writing::reverify);
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

  private void show(
      Visit visit,
      String host,
      Map<String, String> values,
      Set<String> chosen,
      Map<String, String> problems) {
    Map<String, String> worded = new LinkedHashMap<>();
    problems.forEach((field, problem) -> worded.put(field, Words.capital(problem) + "."));
    String protection = values.getOrDefault("protection", Protection.NO_PROTECTION.word());
    visit.show(
        "hosts/form.jte",
        host.isEmpty() ? "Add a host" : "Edit " + host,
        Room.HOSTS,
        new HostFormPage(
            host,
            values,
            worded,
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

  private static Map<String, String> values(Context http) {
    Map<String, String> values = new TreeMap<>();
    for (String name : List.of("hostname", "protection", "attributes")) {
      values.put(name, Optional.ofNullable(http.formParam(name)).orElse(""));
    }
    return values;
  }

  private static Set<String> labels(Context http) {
    return new TreeSet<>(http.formParams("labels"));
  }

  private static Set<String> carried(HostViews.Detail detail) {
    Set<String> labels = new TreeSet<>(detail.host().labels());
    detail.host().platform().ifPresent(labels::add);
    return labels;
  }

  private static int status(BadRequest refused) {
    return switch (refused.kind()) {
      case FORBIDDEN -> 403;
      case CONFLICT -> 409;
      case UNAUTHENTICATED -> 401;
      case INVALID, NOT_FOUND -> 400;
    };
  }
}
