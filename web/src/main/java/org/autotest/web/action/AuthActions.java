package org.autotest.web.action;

import java.util.Map;
import java.util.Optional;
import org.autotest.store.users.UserStore;
import org.autotest.store.views.AccountViews;
import org.autotest.store.views.AccountViews.Account;
import org.autotest.web.access.OwnAccount;
import org.autotest.web.access.Sessions;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;

/// Logging in and out with a program, one's own password and tokens.
public final class AuthActions {
  private final Sessions sessions;
  private final OwnAccount own;
  private final UserStore users;

  public AuthActions(Sessions sessions, OwnAccount own, UserStore users) {
    this.sessions = sessions;
    this.own = own;
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
    return begun(session);
  }

  private static Reply begun(Sessions.Session session) {
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

  /// `auth.passwd`. The new token lasts until it is revoked.
  public Reply changePassword(Call call) {
    Sessions.Session session =
        own.changePassword(
            call.caller().login(),
            new OwnAccount.NewPassword(
                call.arguments().text("password"), call.arguments().text("new_password")),
            call.address(),
            call.arguments().text("token_name"),
            Optional.empty());
    return begun(session);
  }

  /// `auth.tokens`.
  public Reply tokens(Call call) {
    return new Reply.Page(
        own.held(new Sessions.Session(call.caller(), call.secret())).stream()
            .map(AuthActions::fields)
            .toList(),
        Optional.empty());
  }

  /// `auth.revoke`.
  public Reply revoke(Call call) {
    own.revoke(call.caller().login(), call.arguments().text("name"));
    return new Reply.Nothing();
  }

  private static Map<String, Object> fields(AccountViews.Token token) {
    return new Fields()
        .put("name", token.name())
        .put("created_at", token.createdAt())
        .put("expires_at", token.expiresAt())
        .put("last_used_at", token.lastUsedAt())
        .put("current", token.isCurrent())
        .map();
  }
}
