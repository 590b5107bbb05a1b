package org.autotest.web.lab;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.views.HostViews;
import org.autotest.store.views.JobViews;
import org.autotest.store.views.SearchViews;
import org.autotest.web.jobs.JobPages;
import org.autotest.web.page.Address;
import org.autotest.web.page.Links;
import org.autotest.web.page.Room;
import org.autotest.web.page.Visit;

/// One box for job numbers, host names, tests and users. What can mean only one thing leads there
/// at once.
public final class SearchPages {
  private static final int HITS = 20;
  private static final int CHARS_MAX = 200;

  private final SearchViews search;
  private final JobViews jobs;
  private final HostViews hosts;
  private final Visit.Site site;

  public SearchPages(Database database, Visit.Site site) {
    this.search = new SearchViews(database);
    this.jobs = new JobViews(database);
    this.hosts = new HostViews(database);
    this.site = site;
  }

  /// `/search?q=`.
  public void search(Context http) {
    Visit visit = Visit.of(http, site);
    String text =
        visit.query("q").map(q -> q.substring(0, Math.min(CHARS_MAX, q.length()))).orElse("");
    if (text.isEmpty()) {
      visit.goTo("/jobs");
      return;
    }
    Optional<String> exact = exactly(text);
    if (exact.isPresent()) {
      visit.goTo(exact.get());
      return;
    }
    SearchViews.Found found = search.find(text, HITS);
    visit.show(
        "lab/search.jte",
        "Search: " + text,
        Room.LAB,
        new SearchPage(
            text,
            found.jobs().stream().map(job -> JobPages.row(visit, job)).toList(),
            hits(found.hosts(), Links::host),
            hits(found.tests(), test -> Address.of("/results").with("test", test).toString()),
            hits(found.users(), user -> Address.of("/jobs").with("owner", user).toString()),
            found.isEmpty()));
  }

  private Optional<String> exactly(String text) {
    String digits = text.startsWith("#") ? text.substring(1) : text;
    if (digits.matches("[1-9]\\d{0,9}")
        && jobs.find(new JobId(Long.parseLong(digits))).isPresent()) {
      return Optional.of(Links.job(Long.parseLong(digits)));
    }
    return hosts.find(text).map(found -> Links.host(found.host().hostname()));
  }

  private static List<SearchPage.Hit> hits(
      List<String> names, java.util.function.Function<String, String> link) {
    return names.stream().map(name -> new SearchPage.Hit(name, link.apply(name))).toList();
  }
}
