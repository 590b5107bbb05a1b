package org.autotest.web.access;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.web.page.Forms;
import org.autotest.web.page.Frame;
import org.autotest.web.page.Visit;

/// Logging in and out with a browser.
public final class LoginPages {
  private static final String BEFORE_LOGIN = "autotest_before_login";
  private static final int BEFORE_LOGIN_SECONDS = 3_600;

  private final Sessions sessions;
  private final Gate gate;
  private final Visit.Site site;
  private final Duration length;
  private final Secrets secrets = new Secrets();

  public LoginPages(Sessions sessions, Gate gate, Visit.Site site, Duration length) {
    this.sessions = sessions;
    this.gate = gate;
    this.site = site;
    this.length = length;
  }

  /// The login form.
  ///
  /// @param login as it was typed
  /// @param problem why the last attempt was refused; empty at first
  /// @param next where to go after the login
  public record LoginPage(String login, Optional<String> problem, String next, String csrf) {}

  /// Shows the form; somebody who is logged in already goes on.
  public void form(Context http) {
    Visit visit = Visit.of(http, site);
    String next = visit.query("next").orElse("/");
    if (visit.visitorIfAny().isPresent()) {
      visit.goTo(next);
    } else {
      show(visit, "", Optional.empty(), next);
    }
  }

  /// Takes the form.
  public void logIn(Context http) {
    Visit visit = Visit.of(http, site);
    String before = http.cookie(BEFORE_LOGIN);
    String login = Forms.text(http, "login").strip();
    String password = Forms.text(http, "password");
    String next = Optional.ofNullable(http.formParam("next")).orElse("/");
    try {
      if (before == null) {
        throw BadRequest.of(
            Kind.FORBIDDEN, "csrf", "the form is too old, or cookies are off: try again");
      }
      gate.checkForm(http, Secrets.formToken(before));
      if (login.isEmpty() || password.isEmpty()) {
        throw BadRequest.invalid("password", "user name and password, both");
      }
      if (login.length() > 255 || password.length() > Passwords.CHARS_MAX) {
        throw BadRequest.invalid("password", "user name or password is wrong");
      }
      Sessions.Session session =
          sessions.logIn(login, password, http.ip(), "browser", Optional.of(length));
      http.cookie(visit.cookie(Gate.COOKIE, session.secret(), (int) length.toSeconds()));
      http.cookie(visit.cookie(BEFORE_LOGIN, "", 0));
      visit.goTo(next);
    } catch (BadRequest | TooManyAttempts refused) {
      http.status(refused instanceof TooManyAttempts ? 429 : status((BadRequest) refused));
      show(visit, login, Optional.of(inWords(refused)), next);
    }
  }

  /// Ends the session.
  public void logOut(Context http) {
    Visit visit = Visit.of(http, site);
    Gate.session(http).ifPresent(sessions::end);
    http.cookie(visit.cookie(Gate.COOKIE, "", 0));
    visit.goTo("/login");
  }

  /// Remembers a choice of colours.
  public void theme(Context http) {
    Visit visit = Visit.of(http, site);
    String word = http.formParam("theme");
    visit.choose(Frame.Theme.ofWord(word == null ? "" : word));
    String from = http.header("Referer");
    visit.goTo(from == null ? "/" : pathOf(from));
  }

  private void show(Visit visit, String login, Optional<String> problem, String next) {
    String before = secrets.token();
    visit.http().cookie(visit.cookie(BEFORE_LOGIN, before, BEFORE_LOGIN_SECONDS));
    visit.show(
        "access/login.jte",
        "Log in",
        new LoginPage(login, problem, next, Secrets.formToken(before)));
  }

  private static int status(BadRequest refused) {
    return switch (refused.kind()) {
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case INVALID, NOT_FOUND, CONFLICT -> 400;
    };
  }

  private static String inWords(AutotestException refused) {
    return refused instanceof BadRequest bad
        ? bad.problems().values().iterator().next()
        : refused.problem();
  }

  private static String pathOf(String url) {
    try {
      java.net.URI uri = java.net.URI.create(url);
      String query = uri.getRawQuery();
      return Optional.ofNullable(uri.getRawPath()).orElse("/") + (query == null ? "" : "?" + query);
    } catch (IllegalArgumentException unreadable) {
      return "/";
    }
  }
}
