package org.autotest.web.page;

import io.javalin.http.Context;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;

/// What the web server did not do, in its log: what was asked, why it was refused, whose failure it
/// is.
public final class Refusals {
  private static final System.Logger LOG = System.getLogger(Refusals.class.getName());

  /// What people type can be as long as a request.
  private static final int CHARS_MAX = 1_000;

  /// What the reasons of several may take of a notice.
  private static final int TOLD_CHARS_MAX = 420;

  private static final int NAME_CHARS_MAX = 100;
  private static final int REASON_CHARS_MAX = 300;

  private Refusals() {}

  /// Notes one, in one line. The lab's own trouble is a warning; mistakes of people are only noted
  /// when they wanted to change something.
  public static void note(Context http, AutotestException failure) {
    boolean own = failure.blame() == Blame.SUBMITTER;
    boolean reads = http.method().name().equals("GET") || http.method().name().equals("HEAD");
    LOG.log(
        own ? reads ? Level.DEBUG : Level.INFO : Level.WARNING,
        "refused %s %s: %s (blame: %s)"
            .formatted(
                http.method(),
                oneLine(http.path()),
                oneLine(failure.problem()),
                failure.blame().inWords()));
  }

  /// Tells which of several things were not done, and why: as many as a notice has room for.
  ///
  /// @param refused by what it is about: `job 9`
  /// @return behind a space: ` Not job 9: alice may not abort it. Nor 12 more.`; empty text when
  ///   nothing was refused
  public static String told(Map<String, BadRequest> refused) {
    StringBuilder told = new StringBuilder();
    int left = refused.size();
    for (Map.Entry<String, BadRequest> one : refused.entrySet()) {
      String why = one.getValue().problems().values().iterator().next();
      String next =
          " Not %s: %s."
              .formatted(
                  Words.middle(one.getKey(), NAME_CHARS_MAX), Words.middle(why, REASON_CHARS_MAX));
      if (told.length() + next.length() > TOLD_CHARS_MAX) {
        return told + " Nor %d more.".formatted(left);
      }
      told.append(next);
      left--;
    }
    return told.toString();
  }

  /// The status of HTTP that tells of one.
  public static int status(BadRequest refused) {
    return switch (refused.kind()) {
      case FORBIDDEN -> 403;
      case CONFLICT -> 409;
      case UNAUTHENTICATED -> 401;
      case INVALID -> 400;
      case NOT_FOUND -> 404;
    };
  }

  /// On one line, and not too long.
  public static String oneLine(String text) {
    String line = text.replaceAll("[\\p{Cc}\\u2028\\u2029]+", " ");
    return line.length() <= CHARS_MAX ? line : line.substring(0, CHARS_MAX) + " …";
  }
}
