package org.autotest.web.action;

import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.core.operation.Arguments;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.users.UserEdit;
import org.autotest.store.users.UserStore;
import org.autotest.store.views.AccountViews.Account;
import org.autotest.store.views.KnownNames;
import org.autotest.store.views.UserViews;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Operations on users.
public final class Users {
  private static final String LOGIN = "login";

  private final UserStore store;
  private final UserViews views;
  private final KnownNames known;

  public Users(Database database) {
    this.store = new UserStore(database);
    this.views = new UserViews(database);
    this.known = new KnownNames(database);
  }

  /// `user.list`.
  public Reply list(Call call) {
    Arguments arguments = call.arguments();
    known.require(
        "acl", KnownNames.Kind.ACL_GROUP, arguments.optionalText("acl").stream().toList());
    return Paged.byName(
        arguments,
        (name, after, limit) ->
            views.list(
                new UserViews.Filter(
                    name,
                    arguments.optionalText("acl"),
                    arguments.optionalWhole("access_level").map(Math::toIntExact)),
                after,
                limit),
        user -> fields(user).map(),
        UserViews.User::login);
  }

  /// `user.show`: oneself, or anybody for root.
  public Reply show(Call call) {
    Account caller = call.caller();
    UserViews.Detail user = require(call.arguments().text(LOGIN));
    if (caller.accessLevel() < Caller.ROOT && !caller.login().equals(user.user().login())) {
      throw BadRequest.of(Kind.FORBIDDEN, LOGIN, "showing another user needs a root user");
    }
    return new Reply.Item(
        fields(user.user())
            .put("acl_groups", user.groups())
            .put("email", user.email())
            .put("reboot_before", user.rebootBefore().word())
            .put("reboot_after", user.rebootAfter().word())
            .put("show_experimental", user.showExperimental())
            .put("drone_set", user.droneSet())
            .map());
  }

  /// `user.modify`.
  public Reply modify(Call call) {
    modify(call.caller().login(), call.arguments());
    return new Reply.Nothing();
  }

  /// Changes a user: all of it, or nothing.
  ///
  /// @param arguments of `user.modify`
  /// @throws BadRequest with what is wrong, by argument
  public void modify(String login, Arguments arguments) {
    store.modify(
        login,
        arguments.text(LOGIN),
        new UserEdit(
            arguments.optionalWhole("access_level").map(Math::toIntExact),
            arguments.optionalText("reboot_before").flatMap(RebootBefore::ofWord),
            arguments.optionalText("reboot_after").flatMap(RebootAfter::ofWord),
            arguments.optionalFlag("show_experimental"),
            arguments.optionalText("email").map(Users::orNone),
            arguments.optionalText("drone_set").map(Users::orNone)));
  }

  /// `user.delete`.
  public Reply delete(Call call) {
    delete(call.caller().login(), call.arguments().text(LOGIN));
    return new Reply.Nothing();
  }

  /// Deletes a user.
  public void delete(String login, String user) {
    store.delete(login, user);
  }

  /// A user.
  ///
  /// @throws BadRequest when there is none of that name
  public UserViews.Detail require(String login) {
    Optional<UserViews.Detail> found = views.find(login);
    return found.orElseThrow(
        () -> BadRequest.of(Kind.NOT_FOUND, LOGIN, "no user '%s'".formatted(login)));
  }

  private static String orNone(String text) {
    return text.equalsIgnoreCase("none") ? "" : text;
  }

  private static Fields fields(UserViews.User user) {
    return new Fields().put(LOGIN, user.login()).put("access_level", user.accessLevel());
  }
}
