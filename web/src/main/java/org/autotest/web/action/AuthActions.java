package org.autotest.web.action;

import java.util.Optional;
import org.autotest.store.views.AccountViews.Account;
import org.autotest.web.access.Sessions;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Logging in and out with a program.
public final class AuthActions {
  private final Sessions sessions;

  public AuthActions(Sessions sessions) {
    this.sessions = sessions;
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
            .map());
  }
}
