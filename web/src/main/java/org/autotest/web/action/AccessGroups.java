package org.autotest.web.action;

import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.operation.Arguments;
import org.autotest.store.Database;
import org.autotest.store.users.AclStore;
import org.autotest.store.views.AclViews;
import org.autotest.store.views.KnownNames;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Operations on access groups.
public final class AccessGroups {
  /// Most users, and most hosts, that an answer names.
  private static final int MEMBERS_MAX = 10_000;

  private static final String NAME = "name";
  private static final String DESCRIPTION = "description";
  private static final String USERS = "users";
  private static final String HOSTS = "hosts";

  private final AclStore store;
  private final AclViews views;
  private final KnownNames known;

  public AccessGroups(Database database) {
    this.store = new AclStore(database);
    this.views = new AclViews(database);
    this.known = new KnownNames(database);
  }

  /// `acl.list`.
  public Reply list(Call call) {
    Arguments arguments = call.arguments();
    known.require("user", KnownNames.Kind.USER, arguments.optionalText("user").stream().toList());
    known.require("host", KnownNames.Kind.HOST, arguments.optionalText("host").stream().toList());
    return Paged.byName(
        arguments,
        (name, after, limit) ->
            views.list(
                new AclViews.Filter(
                    name, arguments.optionalText("user"), arguments.optionalText("host")),
                after,
                limit),
        group -> fields(group).map(),
        AclViews.Group::name);
  }

  /// `acl.show`.
  public Reply show(Call call) {
    return shown(call.arguments().text(NAME));
  }

  /// `acl.create`.
  public Reply create(Call call) {
    create(call.caller().login(), call.arguments());
    return shown(call.arguments().text(NAME));
  }

  /// Makes a group.
  ///
  /// @param arguments of `acl.create`
  /// @throws BadRequest with what is wrong, by argument
  public void create(String login, Arguments arguments) {
    store.create(
        login, arguments.text(NAME), arguments.optionalText(DESCRIPTION).orElse("").strip());
  }

  /// `acl.modify`.
  public Reply modify(Call call) {
    modify(call.caller().login(), call.arguments());
    return shown(call.arguments().optionalText("new_name").orElse(call.arguments().text(NAME)));
  }

  /// Changes what a group is called, and what is said of it.
  ///
  /// @param arguments of `acl.modify`
  /// @throws BadRequest with what is wrong, by argument
  public void modify(String login, Arguments arguments) {
    store.modify(
        login,
        arguments.text(NAME),
        arguments.optionalText("new_name"),
        arguments
            .optionalText(DESCRIPTION)
            .map(text -> text.equalsIgnoreCase("none") ? "" : text.strip()));
  }

  /// `acl.delete`.
  public Reply delete(Call call) {
    delete(call.caller().login(), call.arguments().text(NAME));
    return new Reply.Nothing();
  }

  /// Deletes a group.
  public void delete(String login, String name) {
    store.delete(login, name);
  }

  /// `acl.add`.
  public Reply add(Call call) {
    move(call.caller().login(), call.arguments(), true);
    return show(call);
  }

  /// `acl.remove`.
  public Reply remove(Call call) {
    move(call.caller().login(), call.arguments(), false);
    return show(call);
  }

  /// Puts users and hosts into a group, or takes them out.
  ///
  /// @param arguments of `acl.add` or of `acl.remove`
  /// @throws BadRequest with what is wrong, by argument
  public void move(String login, Arguments arguments, boolean in) {
    List<String> users = arguments.texts(USERS);
    List<String> hosts = arguments.texts(HOSTS);
    if (users.isEmpty() && hosts.isEmpty()) {
      throw BadRequest.invalid(USERS, "name users, or hosts, or both");
    }
    if (in) {
      store.add(login, arguments.text(NAME), users, hosts);
    } else {
      store.remove(login, arguments.text(NAME), users, hosts);
    }
  }

  private Reply shown(String name) {
    Optional<AclViews.Detail> found = views.find(name, MEMBERS_MAX);
    AclViews.Detail detail =
        found.orElseThrow(
            () ->
                BadRequest.of(
                    BadRequest.Kind.NOT_FOUND, NAME, "no access group '%s'".formatted(name)));
    return new Reply.Item(
        fields(detail.group()).put(USERS, detail.users()).put(HOSTS, detail.hosts()).map());
  }

  private static Fields fields(AclViews.Group group) {
    return new Fields()
        .put(NAME, group.name())
        .put(DESCRIPTION, group.description())
        .put("user_count", group.users())
        .put("host_count", group.hosts());
  }
}
