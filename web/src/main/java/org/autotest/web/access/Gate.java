package org.autotest.web.access;

import io.javalin.http.Context;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.web.page.Frame;
import org.autotest.web.page.Visit;

/// Stands before every request: sets the headers that keep browsers from being tricked, finds out
/// who asks, and refuses forms that no page of ours made. No header in which a proxy or a client
/// states a user name is ever believed.
public final class Gate {
  /// The browser's cookie.
  public static final String COOKIE = "autotest_session";

  private static final String SESSION = "org.autotest.session";
  private static final String BEARER = "Bearer ";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Permissions-Policy", "camera=(), microphone=(), geolocation=()");

  private final Sessions sessions;
  private final Optional<String> publicAuthority;

  /// Stands there from now on.
  ///
  /// @param url how browsers reach the server when a proxy stands before it, which may not pass on
  ///   the name that they asked for
  public Gate(Sessions sessions, Optional<URI> url) {
    this.sessions = sessions;
    this.publicAuthority = url.map(URI::getAuthority);
  }

  /// Sets the headers; for every answer.
  public static void guard(Context http) {
    HEADERS.forEach(http::header);
  }

  /// Knows the browser again by its cookie, and lets pages know; for pages.
  public void recognise(Context http) {
    String cookie = http.cookie(COOKIE);
    if (cookie != null) {
      sessions
          .find(cookie)
          .ifPresent(
              session -> {
                http.attribute(SESSION, session);
                Visit.admit(
                    http,
                    new Frame.Visitor(
                        session.account().login(),
                        session.account().accessLevel(),
                        session.formToken()));
              });
    }
  }

  /// The session of a page's request; empty before the login.
  public static Optional<Sessions.Session> session(Context http) {
    return Optional.ofNullable(http.attribute(SESSION));
  }

  /// Whether the request comes with the cookie of a session or with a token that is good.
  public boolean knows(Context http) {
    return Optional.ofNullable(http.header("Authorization"))
        .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(header -> header.substring(BEARER.length()).strip())
        .or(() -> Optional.ofNullable(http.cookie(COOKIE)))
        .flatMap(sessions::find)
        .isPresent();
  }

  /// The session of a program's request.
  ///
  /// @throws BadRequest without a token, or with one that is worthless
  public Sessions.Session bearer(Context http) {
    String header = http.header("Authorization");
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw BadRequest.of(
          Kind.UNAUTHENTICATED,
          "authorization",
          "needs a token: send 'Authorization: Bearer TOKEN', with the answer of auth.login");
    }
    return sessions
        .find(header.substring(BEARER.length()).strip())
        .orElseThrow(
            () ->
                BadRequest.of(
                    Kind.UNAUTHENTICATED,
                    "authorization",
                    "the token is unknown, revoked or has run out: log in again"));
  }

  /// Refuses a form that a foreign page may have sent.
  ///
  /// @param expected what the form must carry in its field `csrf`
  /// @throws BadRequest when it does not, or when the browser says that it comes from elsewhere
  public void checkForm(Context http, String expected) {
    String site = http.header("Sec-Fetch-Site");
    boolean foreign =
        (site != null && !List.of("same-origin", "none").contains(site)) || foreignOrigin(http);
    String given = http.formParam("csrf");
    if (foreign || given == null || !Secrets.same(given, expected)) {
      throw BadRequest.of(
          Kind.FORBIDDEN,
          "csrf",
          foreign
              ? "the form comes from a page of another server, or a proxy hides the name of this one:"
                  + " its admin sets web.url to the address that you see"
              : "the form is not from a page of this session: go back, reload the page and try again");
    }
  }

  private boolean foreignOrigin(Context http) {
    String origin = http.header("Origin");
    String host = http.header("Host");
    if (origin == null || host == null) {
      return false;
    }
    try {
      String authority = URI.create(origin).getAuthority();
      return authority == null
          || (!authority.equalsIgnoreCase(host)
              && publicAuthority.filter(authority::equalsIgnoreCase).isEmpty());
    } catch (IllegalArgumentException unreadable) {
      return true;
    }
  }
}
