package org.autotest.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.lang.System.Logger.Level;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.AutotestException;
import org.autotest.store.DatabaseUnavailable;
import org.autotest.web.access.Gate;
import org.autotest.web.page.ErrorPage;
import org.autotest.web.page.Refusals;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;
import org.autotest.web.rest.ErrorAnswer;
import org.autotest.web.rest.Json;

/// Turns what went wrong into an answer: JSON for programs, a page that helps for people. The only
/// place where a bug is caught; it is logged under a reference that the answer names.
final class Failures {
  private static final System.Logger LOG = System.getLogger(Failures.class.getName());
  private static final String ANSWERED = "org.autotest.answered";

  private final Visit.Site site;

  Failures(Visit.Site site) {
    this.site = site;
  }

  void addTo(RoutesConfig routes) {
    routes.exception(
        AutotestException.class,
        (failure, http) -> {
          Refusals.note(http, failure);
          answer(http, told(http, failure));
        });
    routes.exception(
        HttpResponseException.class,
        (refusal, http) ->
            answer(
                http, ErrorAnswer.http(refusal.getStatus(), message(refusal.getStatus(), http))));
    routes.exception(IllegalCharsetNameException.class, (_, http) -> refuseCharset(http));
    routes.exception(UnsupportedCharsetException.class, (_, http) -> refuseCharset(http));
    routes.exception(
        Exception.class,
        (bug, http) -> {
          String reference = Long.toHexString(System.nanoTime());
          LOG.log(
              Level.ERROR,
              "%s %s (reference %s)".formatted(http.method(), http.path(), reference),
              bug);
          answer(http, ErrorAnswer.bug(reference));
        });
    for (int status : new int[] {404, 405, 413}) {
      routes.error(
          status,
          http -> {
            if (http.attribute(ANSWERED) == null) {
              answer(http, ErrorAnswer.http(status, message(status, http)));
            }
          });
    }
  }

  /// Where the database is, and what ails it, is for those alone who have logged in.
  private static ErrorAnswer told(Context http, AutotestException failure) {
    return failure instanceof DatabaseUnavailable && Gate.session(http).isEmpty()
        ? ErrorAnswer.http(503, "the database does not answer")
        : ErrorAnswer.of(failure);
  }

  private void refuseCharset(Context http) {
    answer(http, ErrorAnswer.http(415, "the charset of the request is not known here: send UTF-8"));
  }

  private static String message(int status, Context http) {
    return switch (status) {
      case 404 -> "there is nothing at %s".formatted(Words.middle(http.path(), 120));
      case 405 ->
          "%s is not offered at %s".formatted(http.method(), Words.middle(http.path(), 120));
      case 415 -> "files are not taken here: no form sends any";
      case 413 -> "the request is larger than the server takes";
      default -> "the request is not understood";
    };
  }

  private void answer(Context http, ErrorAnswer error) {
    http.attribute(ANSWERED, true);
    http.status(error.status());
    if (error.status() == 401) {
      http.header("WWW-Authenticate", "Bearer realm=\"autotest\"");
    }
    if (http.path().startsWith("/api/")) {
      http.contentType("application/json").result(Json.write(error.tree()));
    } else if (http.path().startsWith("/raw/") || http.path().startsWith("/assets/")) {
      http.contentType("text/plain; charset=utf-8").result(error.message() + "\n");
    } else {
      Visit visit = Visit.of(http, site);
      visit.show("page/error.jte", heading(error), page(error));
    }
  }

  private static ErrorPage page(ErrorAnswer error) {
    String more =
        switch (error.status()) {
          case 404 -> "It may have been deleted, or the address has a slip of the pen.";
          case 403 -> "If you should be allowed to, ask an admin of the lab.";
          case 500 -> "This is a bug in Autotest, not your fault. Reload to try again.";
          case 503 -> "Who has to act: %s. Reload to try again.".formatted(error.blame().inWords());
          default -> "";
        };
    return new ErrorPage(
        error.status(),
        heading(error),
        more,
        List.of(
            new ErrorPage.Way("Lab", "/"),
            new ErrorPage.Way("Jobs", "/jobs"),
            new ErrorPage.Way("Hosts", "/hosts")));
  }

  private static String heading(ErrorAnswer error) {
    Optional<String> first = error.fields().values().stream().findFirst();
    return Words.capital(first.orElse(error.message()));
  }
}
