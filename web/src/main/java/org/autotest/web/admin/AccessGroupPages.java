package org.autotest.web.admin;

import io.javalin.http.Context;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.host.Host;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operations;
import org.autotest.store.Database;
import org.autotest.store.views.AclViews;
import org.autotest.web.action.AccessGroups;
import org.autotest.web.page.Address;
import org.autotest.web.page.Filled;
import org.autotest.web.page.Forms;
import org.autotest.web.page.Frame;
import org.autotest.web.page.Room;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// Access groups: made by everybody, changed by their members and root.
public final class AccessGroupPages {
  /// Where they are.
  public static final String PATH = "/admin/access-groups";

  private static final int ROWS = 100;
  private static final int MEMBERS = 300;

  private final AccessGroups groups;
  private final AclViews views;
  private final Visit.Site site;
  private final Forms newForm = new Forms(this::list);
  private final Forms forms = new Forms(this::show);

  public AccessGroupPages(Database database, AccessGroups groups, Visit.Site site) {
    this.groups = groups;
    this.views = new AclViews(database);
    this.site = site;
  }

  /// `/admin/access-groups`.
  public void list(Context http) {
    list(Visit.of(http, site), Filled.NOTHING);
  }

  /// Takes the form for a new group.
  public void create(Context http) {
    Visit visit = Visit.of(http, site);
    Map<String, String> values = Forms.values(http, List.of("name", "description"));
    String name = values.getOrDefault("name", "").strip();
    newForm.attempt(
        visit,
        values,
        () ->
            groups.create(visit.visitor().login(), Arguments.parse(Operations.ACL_CREATE, values)),
        path(name),
        "Made access group %s. You are its first member.".formatted(name));
  }

  /// `/admin/access-groups/{name}`.
  public void show(Context http) {
    show(Visit.of(http, site), Filled.NOTHING);
  }

  /// Takes the form with name and description.
  public void change(Context http) {
    Visit visit = Visit.of(http, site);
    String name = http.pathParam("name");
    Map<String, String> values = Forms.values(http, List.of("new_name", "description"));
    String newName = values.getOrDefault("new_name", "").strip();
    forms.attempt(
        visit,
        values,
        () -> {
          Map<String, Object> raw = new LinkedHashMap<>(values);
          raw.put("name", name);
          raw.compute("description", (_, text) -> "".equals(text) ? "none" : text);
          if (newName.equals(name)) {
            raw.remove("new_name");
          }
          groups.modify(visit.visitor().login(), Arguments.parse(Operations.ACL_MODIFY, raw));
        },
        path(newName.isEmpty() ? name : newName),
        "Changed access group %s.".formatted(newName.isEmpty() ? name : newName));
  }

  /// Puts in the users and hosts that were typed.
  public void add(Context http) {
    move(http, true, Forms.names(http, "users"), Forms.names(http, "hosts"), "Put %s and %s in.");
  }

  /// Takes out the users or hosts that were marked.
  public void remove(Context http) {
    move(http, false, http.formParams("users"), http.formParams("hosts"), "Took %s and %s out.");
  }

  private void move(
      Context http, boolean in, Collection<String> users, Collection<String> hosts, String done) {
    Visit visit = Visit.of(http, site);
    String name = http.pathParam("name");
    Map<String, String> values = new LinkedHashMap<>();
    values.put("users", String.join(", ", users));
    values.put("hosts", String.join(", ", hosts));
    forms.attempt(
        visit,
        values,
        () ->
            groups.move(
                visit.visitor().login(),
                Arguments.parse(
                    in ? Operations.ACL_ADD : Operations.ACL_REMOVE,
                    Map.of("name", name, "users", List.copyOf(users), "hosts", List.copyOf(hosts))),
                in),
        path(name),
        done.formatted(Words.count(users.size(), "user"), Words.count(hosts.size(), "host")));
  }

  /// Deletes a group.
  public void delete(Context http) {
    Visit visit = Visit.of(http, site);
    String name = http.pathParam("name");
    forms.attempt(
        visit,
        () -> groups.delete(visit.visitor().login(), name),
        PATH,
        "Deleted access group %s.".formatted(name));
  }

  private void list(Visit visit, Filled filled) {
    List<AclViews.Group> found =
        views.list(AclViews.Filter.ALL, visit.query("after").orElse(""), ROWS + 1);
    List<AclViews.Group> shown = found.subList(0, Math.min(ROWS, found.size()));
    visit.show(
        "admin/access-groups.jte",
        "Access groups",
        Room.ADMIN,
        new AccessGroupsPage(
            shown.stream()
                .map(
                    group ->
                        new AccessGroupsPage.Group(
                            group.name(),
                            path(group.name()),
                            group.description(),
                            Words.number(group.users()),
                            Words.number(group.hosts())))
                .toList(),
            found.size() > ROWS
                ? Optional.of(Address.of(PATH).with("after", shown.getLast().name()).toString())
                : Optional.empty(),
            filled));
  }

  private void show(Visit visit, Filled filled) {
    String name = visit.http().pathParam("name");
    AclViews.Detail detail =
        views
            .find(name, MEMBERS)
            .orElseThrow(
                () ->
                    BadRequest.of(
                        BadRequest.Kind.NOT_FOUND, "name", "no access group '%s'".formatted(name)));
    AclViews.Group group = detail.group();
    visit.show(
        "admin/access-group.jte",
        "Access group " + group.name(),
        Room.ADMIN,
        new AccessGroupPage(
            group.name(),
            path(group.name()),
            group.description(),
            detail.users(),
            detail.hosts(),
            note(group.users(), "user"),
            note(group.hosts(), "host"),
            mayChange(visit.visitor(), group),
            filled));
  }

  private boolean mayChange(Frame.Visitor visitor, AclViews.Group group) {
    return !group.name().equalsIgnoreCase(Host.EVERYONE)
        && (visitor.isRoot() || views.isMember(group.id(), visitor.login()));
  }

  private static String note(int all, String noun) {
    String count = Words.count(all, noun);
    return all > MEMBERS ? "%s; these are the first %d".formatted(count, MEMBERS) : count;
  }

  private static String path(String name) {
    return PATH + "/" + Visit.encoded(name);
  }
}
