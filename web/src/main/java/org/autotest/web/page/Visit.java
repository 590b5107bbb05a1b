package org.autotest.web.page;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// One request for a page: who looks, what was asked for, and the way to answer.
public final class Visit {
  private static final String NOTICE = "autotest_notice";
  private static final String THEME = "autotest_theme";
  private static final String VISITOR = "org.autotest.visitor";
  private static final int NOTICE_CHARS_MAX = 500;

  private final Context http;
  private final Site site;

  private Visit(Context http, Site site) {
    this.http = http;
    this.site = site;
  }

  /// What pages are made with.
  ///
  /// @param secureCookies whether browsers may send cookies over HTTPS only
  public record Site(
      Templates templates, Assets assets, InstantSource clock, boolean secureCookies) {}

  /// Wraps a request that has passed the gate.
  public static Visit of(Context http, Site site) {
    return new Visit(http, site);
  }

  /// Notes who looks; for the gate alone.
  public static void admit(Context http, Frame.Visitor visitor) {
    http.attribute(VISITOR, visitor);
  }

  /// Empty before the login.
  public Optional<Frame.Visitor> visitorIfAny() {
    return Optional.ofNullable(http.<Frame.Visitor>attribute(VISITOR));
  }

  /// Who looks.
  ///
  /// @throws IllegalStateException when nobody is logged in: the gate should not have let it pass
  public Frame.Visitor visitor() {
    return visitorIfAny()
        .orElseThrow(() -> new IllegalStateException(http.path() + " needs a login"));
  }

  /// The request itself.
  public Context http() {
    return http;
  }

  public Instant now() {
    return site.clock().instant();
  }

  public TimeText time(Instant time) {
    return TimeText.of(time, now());
  }

  public Optional<TimeText> time(Optional<Instant> time) {
    return time.map(this::time);
  }

  /// A value of the query string; empty when it is absent or blank.
  public Optional<String> query(String name) {
    return Optional.ofNullable(http.queryParam(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /// All values of that name that are not blank.
  public List<String> queries(String name) {
    return http.queryParams(name).stream().map(String::strip).filter(v -> !v.isEmpty()).toList();
  }

  /// Answers with a page of a room.
  ///
  /// @param liveTopic what to watch for changes; empty when the page stands
  public void show(
      String template, String title, Room room, Optional<String> liveTopic, Record page) {
    render(template, title, Optional.of(room), liveTopic, page);
  }

  /// Answers with a page that stands still.
  public void show(String template, String title, Room room, Record page) {
    render(template, title, Optional.of(room), Optional.empty(), page);
  }

  /// Answers with a page outside of all rooms.
  public void show(String template, String title, Record page) {
    render(template, title, Optional.empty(), Optional.empty(), page);
  }

  private void render(
      String template, String title, Optional<Room> room, Optional<String> liveTopic, Record page) {
    Frame frame =
        new Frame(title, room, visitorIfAny(), theme(), takeNotice(), liveTopic, site.assets());
    http.header("Cache-Control", "no-store");
    http.html(site.templates().page(template, frame, page));
  }

  /// Sends the browser elsewhere after something was done, and tells there what it was.
  ///
  /// @param path of ours, beginning with one slash
  public void goTo(String path, String notice) {
    String text =
        notice.length() > NOTICE_CHARS_MAX ? notice.substring(0, NOTICE_CHARS_MAX) : notice;
    http.cookie(
        cookie(
            NOTICE,
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8)),
            60));
    goTo(path);
  }

  /// Sends the browser elsewhere.
  ///
  /// @param path of ours, beginning with one slash; anything else leads to the lab
  public void goTo(String path) {
    http.redirect(isOurs(path) ? path : "/", io.javalin.http.HttpStatus.SEE_OTHER);
  }

  /// Browsers take a backslash for a slash, and leave out tabs and line ends.
  private static boolean isOurs(String path) {
    return path.startsWith("/")
        && !path.startsWith("//")
        && path.chars().noneMatch(c -> c == '\\' || c <= ' ' || c == 0x7f);
  }

  /// As the visitor chose.
  public Frame.Theme theme() {
    String word = http.cookie(THEME);
    return word == null ? Frame.Theme.AUTO : Frame.Theme.ofWord(word);
  }

  /// Remembers a choice of colours for a year.
  public void choose(Frame.Theme theme) {
    http.cookie(cookie(THEME, theme.word(), 365 * 24 * 3600));
  }

  /// A cookie that scripts cannot read and other sites cannot have sent with their requests.
  ///
  /// @param maxAgeSeconds 0 removes it
  public Cookie cookie(String name, String value, int maxAgeSeconds) {
    return new Cookie(
        name, value, "/", maxAgeSeconds, site.secureCookies(), true, null, SameSite.LAX);
  }

  /// A text as it stands in the path or the query of a URL.
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Optional<String> takeNotice() {
    String cookie = http.cookie(NOTICE);
    if (cookie == null || cookie.isEmpty()) {
      return Optional.empty();
    }
    http.cookie(cookie(NOTICE, "", 0));
    try {
      return Optional.of(new String(Base64.getUrlDecoder().decode(cookie), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException forged) {
      return Optional.empty();
    }
  }
}
