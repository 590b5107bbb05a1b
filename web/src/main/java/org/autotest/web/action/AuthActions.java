package org.autotest.web.action;

import java.util.Optional;
import org.autotest.core.operation.Arguments;
import org.autotest.store.users.UserStore;
import org.autotest.store.views.AccountViews.Account;
import org.autotest.web.access.Sessions;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Logging in and out with a program.
public final class AuthActions {
  private final Sessions sessions;
  private final UserStore users;

  public AuthActions(Sessions sessions, UserStore users) {
    this.sessions = sessions;
    this.users = users;
  }

  /// `auth.login`. The token lasts until it is revoked.
  public Reply login(Call call) {
    Sessions.Session session =
        sessions.logIn(
            call.arguments().text("login"),
            call.arguments().text("password"),
            call.address(),
            call.arguments().text("token_name"),
            Optional.empty());
    return new Reply.Item(
        new Fields().put("token", session.secret()).put("login", session.account().login()).map());
  }

  /// `auth.logout`.
  public Reply logout(Call call) {
    sessions.end(new Sessions.Session(call.caller(), call.secret()));
    return new Reply.Nothing();
  }

  /// `auth.whoami`.
  public Reply whoami(Call call) {
    Account account = call.caller();
    return new Reply.Item(
        new Fields()
            .put("login", account.login())
            .put("access_level", account.accessLevel())
            .put("email", users.email(account.login()))
            .map());
  }

  /// `user.modify`.
  public Reply modify(Call call) {
    modify(call.caller().login(), call.arguments());
    return new Reply.Nothing();
  }

  /// Says where letters to a user go, and which drones run the user's jobs.
  ///
  /// @param arguments of `user.modify`
  public void modify(String login, Arguments arguments) {
    String user = arguments.text("login");
    arguments
        .optionalText("drone_set")
        .ifPresent(
            set -> users.setDroneSet(login, user, Optional.of(set).filter(AuthActions::isOne)));
    arguments
        .optionalText("email")
        .ifPresent(email -> users.setEmail(login, user, isOne(email) ? email : ""));
  }

  private static boolean isOne(String text) {
    return !text.equalsIgnoreCase("none");
  }
}
