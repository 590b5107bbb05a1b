package org.autotest.web.admin;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operations;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.views.DroneViews;
import org.autotest.store.views.UserViews;
import org.autotest.web.access.Gate;
import org.autotest.web.access.OwnAccount;
import org.autotest.web.access.Sessions.Session;
import org.autotest.web.action.Users;
import org.autotest.web.admin.UserPage.Choice;
import org.autotest.web.page.Address;
import org.autotest.web.page.Filled;
import org.autotest.web.page.Forms;
import org.autotest.web.page.Room;
import org.autotest.web.page.Visit;

/// Users: what they prefer, their password and tokens, and what they may do.
public final class UserPages {
  /// Where they are.
  public static final String PATH = "/admin/users";

  private static final int ROWS = 100;
  private static final int DRONE_SETS = 500;

  private final Users users;
  private final OwnAccount own;
  private final UserViews views;
  private final DroneViews drones;
  private final Duration sessionLength;
  private final Visit.Site site;
  private final Forms forms = new Forms(this::show);

  /// Serves them.
  ///
  /// @param sessionLength how long a browser stays logged in after a new password
  public UserPages(
      Database database, Users users, OwnAccount own, Duration sessionLength, Visit.Site site) {
    this.users = users;
    this.own = own;
    this.views = new UserViews(database);
    this.drones = new DroneViews(database);
    this.sessionLength = sessionLength;
    this.site = site;
  }

  /// `/admin/users`.
  public void list(Context http) {
    Visit visit = Visit.of(http, site);
    List<UserViews.User> found =
        views.list(UserViews.Filter.ALL, visit.query("after").orElse(""), ROWS + 1);
    List<UserViews.User> shown = found.subList(0, Math.min(ROWS, found.size()));
    visit.show(
        "admin/users.jte",
        "Users",
        Room.ADMIN,
        new UsersPage(
            shown.stream()
                .map(
                    user ->
                        new UsersPage.User(
                            user.login(),
                            path(user.login()),
                            level(user.accessLevel()),
                            Address.of("/jobs").with("owner", user.login()).toString()))
                .toList(),
            found.size() > ROWS
                ? Optional.of(Address.of(PATH).with("after", shown.getLast().login()).toString())
                : Optional.empty()));
  }

  /// `/admin/users/{login}`.
  public void show(Context http) {
    show(Visit.of(http, site), Filled.NOTHING);
  }

  /// Takes the form of what a user prefers.
  public void change(Context http) {
    Visit visit = Visit.of(http, site);
    Map<String, Object> raw =
        new LinkedHashMap<>(
            Forms.values(http, List.of("reboot_before", "reboot_after", "email", "drone_set")));
    raw.replaceAll((_, text) -> "".equals(text) ? "none" : text);
    raw.put("show_experimental", Forms.isTicked(http, "show_experimental"));
    modify(visit, raw, "Saved.");
  }

  /// Takes the form of what a user may do.
  public void level(Context http) {
    Visit visit = Visit.of(http, site);
    Map<String, Object> raw = new LinkedHashMap<>(Forms.values(http, List.of("access_level")));
    modify(visit, raw, "Changed what %s may do.".formatted(http.pathParam("login")));
  }

  private void modify(Visit visit, Map<String, Object> raw, String done) {
    String login = visit.http().pathParam("login");
    Map<String, String> values = new LinkedHashMap<>();
    raw.forEach((field, value) -> values.put(field, value.toString()));
    raw.put("login", login);
    forms.attempt(
        visit,
        values,
        () -> users.modify(visit.visitor().login(), Arguments.parse(Operations.USER_MODIFY, raw)),
        path(login),
        done);
  }

  /// Takes the form with a new password for the visitor.
  public void password(Context http) {
    Visit visit = Visit.of(http, site);
    String login = requireOwn(visit);
    Map<String, String> typed = Forms.values(http, List.of("password", "new_password", "again"));
    forms.attempt(
        visit,
        () -> {
          String next = typed.getOrDefault("new_password", "");
          if (!next.equals(typed.get("again"))) {
            throw BadRequest.invalid("new_password", "the two are different");
          }
          Arguments arguments =
              Arguments.parse(
                  Operations.AUTH_PASSWD,
                  Map.of("password", typed.getOrDefault("password", ""), "new_password", next));
          Session session =
              own.changePassword(
                  login,
                  new OwnAccount.NewPassword(
                      arguments.text("password"), arguments.text("new_password")),
                  http.ip(),
                  "browser",
                  Optional.of(sessionLength));
          http.cookie(visit.cookie(Gate.COOKIE, session.secret(), (int) sessionLength.toSeconds()));
        },
        path(login),
        "You have a new password. All other sessions and tokens of yours have ended.");
  }

  /// Makes a session or token of the visitor worthless.
  public void revoke(Context http) {
    Visit visit = Visit.of(http, site);
    String login = requireOwn(visit);
    String name = Forms.text(http, "name");
    forms.attempt(visit, () -> own.revoke(login, name), path(login), "Revoked %s.".formatted(name));
  }

  /// Deletes a user.
  public void delete(Context http) {
    Visit visit = Visit.of(http, site);
    String login = http.pathParam("login");
    forms.attempt(
        visit,
        () -> users.delete(visit.visitor().login(), login),
        PATH,
        "Deleted user %s.".formatted(login));
  }

  private static String requireOwn(Visit visit) {
    String login = visit.visitor().login();
    if (!login.equalsIgnoreCase(visit.http().pathParam("login"))) {
      throw BadRequest.of(BadRequest.Kind.FORBIDDEN, "login", "that is somebody else's account");
    }
    return login;
  }

  private void show(Visit visit, Filled filled) {
    UserViews.Detail user = users.require(visit.http().pathParam("login"));
    String login = user.user().login();
    boolean isOwn = login.equals(visit.visitor().login());
    boolean isRoot = visit.visitor().isRoot();
    visit.show(
        "admin/user.jte",
        "User " + login,
        Room.ADMIN,
        new UserPage(
            login,
            path(login),
            level(user.user().accessLevel()),
            user.groups().stream()
                .map(
                    group ->
                        new UserPage.Link(
                            group, AccessGroupPages.PATH + "/" + Visit.encoded(group)))
                .toList(),
            isOwn || isRoot ? Optional.of(preferences(user)) : Optional.empty(),
            isOwn ? tokens(visit) : List.of(),
            isOwn,
            isRoot && !login.equals(Caller.SYSTEM),
            filled));
  }

  private UserPage.Preferences preferences(UserViews.Detail user) {
    List<Choice> sets = new ArrayList<>();
    sets.add(new Choice("", "that of the lab", user.droneSet().isEmpty()));
    drones
        .sets(Optional.empty(), "", DRONE_SETS)
        .forEach(
            set ->
                sets.add(
                    new Choice(
                        set.name(), set.name(), user.droneSet().equals(Optional.of(set.name())))));
    return new UserPage.Preferences(
        Arrays.stream(RebootBefore.values())
            .map(one -> new Choice(one.word(), one.word(), one == user.rebootBefore()))
            .toList(),
        Arrays.stream(RebootAfter.values())
            .map(one -> new Choice(one.word(), one.word(), one == user.rebootAfter()))
            .toList(),
        user.showExperimental(),
        user.email().orElse(""),
        sets.size() > 1 ? sets : List.of());
  }

  private List<UserPage.Token> tokens(Visit visit) {
    return Gate.session(visit.http()).stream()
        .flatMap(session -> own.held(session).stream())
        .map(
            token ->
                new UserPage.Token(
                    token.name(),
                    visit.time(token.createdAt()),
                    visit.time(token.expiresAt()),
                    visit.time(token.lastUsedAt()),
                    token.isCurrent()))
        .toList();
  }

  /// In a word.
  static String level(int accessLevel) {
    return accessLevel >= Caller.ROOT ? "root" : accessLevel >= Caller.ADMIN ? "admin" : "user";
  }

  private static String path(String login) {
    return PATH + "/" + Visit.encoded(login);
  }
}
