package org.autotest.web.admin;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import org.autotest.store.Database;
import org.autotest.store.views.HostFilter;
import org.autotest.store.views.HostView;
import org.autotest.store.views.HostViews;
import org.autotest.store.views.LabelViews;
import org.autotest.web.action.Labels;
import org.autotest.web.page.Address;
import org.autotest.web.page.Filled;
import org.autotest.web.page.Forms;
import org.autotest.web.page.Room;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// Labels: made by everybody, changed and deleted by admins, put on hosts by those who may use
/// them.
public final class LabelPages {
  /// Where they are.
  public static final String PATH = "/admin/labels";

  private static final int ROWS = 100;
  private static final int HOSTS = 300;

  private final Labels labels;
  private final LabelViews views;
  private final HostViews hosts;
  private final Visit.Site site;
  private final Forms newForm = new Forms(this::list);
  private final Forms forms = new Forms(this::show);

  public LabelPages(Database database, Labels labels, Visit.Site site) {
    this.labels = labels;
    this.views = new LabelViews(database);
    this.hosts = new HostViews(database);
    this.site = site;
  }

  /// `/admin/labels`.
  public void list(Context http) {
    list(Visit.of(http, site), Filled.NOTHING);
  }

  /// Takes the form for a new label.
  public void create(Context http) {
    Visit visit = Visit.of(http, site);
    Map<String, String> values = Forms.values(http, List.of("name", "platform", "only_if_needed"));
    String name = values.getOrDefault("name", "").strip();
    newForm.attempt(
        visit,
        values,
        () ->
            labels.create(
                visit.visitor().login(), Arguments.parse(Operations.LABEL_CREATE, values)),
        path(name),
        "Made label %s. Put it on hosts here.".formatted(name));
  }

  /// `/admin/labels/{name}`.
  public void show(Context http) {
    show(Visit.of(http, site), Filled.NOTHING);
  }

  /// Takes the form of a label.
  public void change(Context http) {
    Visit visit = Visit.of(http, site);
    String name = http.pathParam("name");
    Map<String, String> values = Forms.values(http, List.of("new_name"));
    String newName = values.getOrDefault("new_name", "").strip();
    forms.attempt(
        visit,
        values,
        () -> {
          Map<String, Object> raw = new LinkedHashMap<>(values);
          raw.put("name", name);
          raw.put("platform", Forms.isTicked(http, "platform"));
          raw.put("only_if_needed", Forms.isTicked(http, "only_if_needed"));
          labels.modify(visit.visitor().login(), Arguments.parse(Operations.LABEL_MODIFY, raw));
        },
        path(newName.isEmpty() ? name : newName),
        "Changed label %s.".formatted(newName.isEmpty() ? name : newName));
  }

  /// Puts a label on the hosts that were typed.
  public void add(Context http) {
    mark(http, Operations.LABEL_ADD, Forms.names(http, "hosts"), "Put %s on %s.");
  }

  /// Takes a label off the hosts that were marked.
  public void remove(Context http) {
    mark(http, Operations.LABEL_REMOVE, http.formParams("hosts"), "Took %s off %s.");
  }

  private void mark(Context http, Operation operation, Collection<String> hostnames, String done) {
    Visit visit = Visit.of(http, site);
    String name = http.pathParam("name");
    List<String> named = List.copyOf(hostnames);
    Map<String, String> values = new LinkedHashMap<>();
    values.put("hosts", String.join(", ", named));
    forms.attempt(
        visit,
        values,
        () ->
            labels.mark(
                visit.visitor().login(),
                Arguments.parse(operation, Map.of("name", name, "hosts", named)),
                operation.equals(Operations.LABEL_ADD)),
        path(name),
        done.formatted(name, Words.count(named.size(), "host")));
  }

  /// Deletes a label.
  public void delete(Context http) {
    Visit visit = Visit.of(http, site);
    String name = http.pathParam("name");
    LabelViews.Label label = require(name);
    forms.attempt(
        visit,
        () -> labels.delete(visit.visitor().login(), name),
        PATH,
        "Deleted label %s. It was taken off %s and %s."
            .formatted(
                label.name(),
                Words.count(label.hosts(), "host"),
                Words.count(label.tests(), "test")));
  }

  private void list(Visit visit, Filled filled) {
    List<LabelViews.Label> found =
        views.list(
            LabelViews.Filter.of(Optional.empty()), visit.query("after").orElse(""), ROWS + 1);
    List<LabelViews.Label> shown = found.subList(0, Math.min(ROWS, found.size()));
    visit.show(
        "admin/labels.jte",
        "Labels",
        Room.ADMIN,
        new LabelsPage(
            shown.stream().map(LabelPages::label).toList(),
            found.size() > ROWS
                ? Optional.of(Address.of(PATH).with("after", shown.getLast().name()).toString())
                : Optional.empty(),
            filled));
  }

  private static LabelsPage.Label label(LabelViews.Label label) {
    return new LabelsPage.Label(
        label.name(),
        path(label.name()),
        kind(label),
        label.atomicGroup().orElse(""),
        Words.number(label.hosts()),
        Address.of("/hosts").with("label", label.name()).toString());
  }

  /// In words: `platform, only if needed`.
  private static String kind(LabelViews.Label label) {
    List<String> words = new ArrayList<>();
    if (label.platform()) {
      words.add("platform");
    }
    if (label.onlyIfNeeded()) {
      words.add("only if needed");
    }
    return String.join(", ", words);
  }

  private void show(Visit visit, Filled filled) {
    String name = visit.http().pathParam("name");
    LabelViews.Label label = require(name);
    HostFilter carrying =
        new HostFilter(Optional.empty(), List.of(label.name()), List.of(), Optional.empty());
    visit.show(
        "admin/label.jte",
        "Label " + label.name(),
        Room.ADMIN,
        new LabelPage(
            label.name(),
            path(label.name()),
            label.platform(),
            label.onlyIfNeeded(),
            label.atomicGroup(),
            "%s carry it, %s need it"
                .formatted(Words.count(label.hosts(), "host"), Words.count(label.tests(), "test")),
            hosts.list(carrying, "", HOSTS).stream().map(HostView::hostname).toList(),
            label.hosts() > HOSTS
                ? Optional.of(Address.of("/hosts").with("label", label.name()).toString())
                : Optional.empty(),
            visit.visitor().isAdmin(),
            filled));
  }

  private LabelViews.Label require(String name) {
    return views
        .find(name)
        .orElseThrow(
            () ->
                BadRequest.of(BadRequest.Kind.NOT_FOUND, "name", "no label '%s'".formatted(name)));
  }

  private static String path(String name) {
    return PATH + "/" + Visit.encoded(name);
  }
}
