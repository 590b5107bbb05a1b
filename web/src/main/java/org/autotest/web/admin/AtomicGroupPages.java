package org.autotest.web.admin;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operations;
import org.autotest.store.Database;
import org.autotest.store.views.AtomicGroupViews;
import org.autotest.web.action.AtomicGroups;
import org.autotest.web.page.Filled;
import org.autotest.web.page.Forms;
import org.autotest.web.page.Forms.Change;
import org.autotest.web.page.Room;
import org.autotest.web.page.RowForm;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// Atomic groups: listed for everybody, changed by admins.
public final class AtomicGroupPages {
  /// Where they are.
  public static final String PATH = "/admin/atomic-groups";

  private static final int ROWS = 200;
  private static final List<String> FIELDS =
      List.of("name", "description", "max_number_of_machines", "labels");
  private static final List<String> CHANGEABLE =
      List.of(
          "description",
          "had_description",
          "max_number_of_machines",
          "had_max_number_of_machines",
          "labels",
          "had_labels");

  private final AtomicGroups groups;
  private final AtomicGroupViews views;
  private final Visit.Site site;

  public AtomicGroupPages(Database database, AtomicGroups groups, Visit.Site site) {
    this.groups = groups;
    this.views = new AtomicGroupViews(database);
    this.site = site;
  }

  /// `/admin/atomic-groups`.
  public void show(Context http) {
    show(Visit.of(http, site), new RowForm(Optional.empty(), Filled.NOTHING));
  }

  /// Takes the form for a new group.
  public void create(Context http) {
    Visit visit = Visit.of(http, site);
    Map<String, String> values = Forms.values(http, FIELDS);
    forms(Optional.empty())
        .attempt(
            visit,
            values,
            () -> {
              Map<String, Object> raw = raw(values);
              raw.put("add_labels", List.copyOf(Forms.names(http, "labels")));
              groups.create(
                  visit.visitor().login(), Arguments.parse(Operations.ATOMIC_GROUP_CREATE, raw));
            },
            PATH,
            "Made atomic group %s.".formatted(values.getOrDefault("name", "").strip()));
  }

  /// Takes the form for a group that is there. Only what differs from what the form showed at first
  /// is changed.
  public void change(Context http) {
    Visit visit = Visit.of(http, site);
    String name = http.pathParam("name");
    forms(Optional.of(name))
        .attempt(
            visit,
            Forms.values(http, CHANGEABLE),
            () -> {
              Change change = Forms.change(http, "labels");
              Map<String, Object> raw = new LinkedHashMap<>();
              raw.put("name", name);
              raw.put("add_labels", List.copyOf(change.added()));
              raw.put("remove_labels", List.copyOf(change.removed()));
              for (String field : List.of("description", "max_number_of_machines")) {
                if (Forms.isChanged(http, field)) {
                  raw.put(field, Forms.text(http, field));
                }
              }
              groups.modify(
                  visit.visitor().login(), Arguments.parse(Operations.ATOMIC_GROUP_MODIFY, raw));
            },
            PATH,
            "Changed atomic group %s.".formatted(name));
  }

  /// Deletes a group.
  public void delete(Context http) {
    Visit visit = Visit.of(http, site);
    String name = http.pathParam("name");
    forms(Optional.empty())
        .attempt(
            visit,
            () -> groups.delete(visit.visitor().login(), name),
            PATH,
            "Deleted atomic group %s.".formatted(name));
  }

  private Forms forms(Optional<String> row) {
    return new Forms((again, filled) -> show(again, new RowForm(row, filled)));
  }

  private void show(Visit visit, RowForm form) {
    visit.show(
        "admin/atomic-groups.jte",
        "Atomic groups",
        Room.ADMIN,
        new AtomicGroupsPage(
            views.list(Optional.empty(), "", ROWS).stream().map(AtomicGroupPages::group).toList(),
            visit.visitor().isAdmin(),
            form));
  }

  private static AtomicGroupsPage.Group group(AtomicGroupViews.Group group) {
    return new AtomicGroupsPage.Group(
        group.name(),
        Visit.encoded(group.name()),
        group.description(),
        group.hostsMax().map(most -> Integer.toString(most)).orElse(""),
        String.join(", ", group.labels()),
        Words.number(group.hosts()));
  }

  private static Map<String, Object> raw(Map<String, String> values) {
    Map<String, Object> raw = new LinkedHashMap<>(values);
    raw.remove("labels");
    return raw;
  }
}
