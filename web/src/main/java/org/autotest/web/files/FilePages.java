package org.autotest.web.files;

import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;
import org.autotest.store.Database;
import org.autotest.web.files.ResultsFiles.Item;
import org.autotest.web.page.Links;
import org.autotest.web.page.Room;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// The results repository as pages, and its files as they are.
public final class FilePages {
  private static final int SHOWN_BYTES = 256 * 1024;
  private static final Duration STILL_GROWING = Duration.ofMinutes(2);

  private final ResultsFiles files;
  private final RemovedResults removed;
  private final Visit.Site site;

  public FilePages(ResultsFiles files, Database database, Visit.Site site) {
    this.files = files;
    this.removed = new RemovedResults(database);
    this.site = site;
  }

  /// `/files/…`.
  public void show(Context http) {
    Visit visit = Visit.of(http, site);
    String path = path(http, "/files/");
    Item item = files.find(path).orElseThrow(() -> removed.of(path).orElseGet(() -> absent(path)));
    FilePage page =
        switch (item.kind()) {
          case DIRECTORY -> directory(visit, path);
          case FILE -> file(visit, item);
          case OTHER -> throw absent(path);
        };
    visit.show("files/file.jte", path.isEmpty() ? "Result files" : item.name(), Room.RESULTS, page);
  }

  /// `/raw/…`.
  public void raw(Context http) {
    String path = path(http, "/raw/");
    http.header("Cache-Control", "private, no-cache");
    FileAnswer.send(http, files.open(path), path.substring(path.lastIndexOf('/') + 1));
  }

  private FilePage directory(Visit visit, String path) {
    ResultsFiles.Listing listing = files.list(path);
    return new FilePage(
        path,
        crumbs(path),
        listing.items().stream().map(item -> entry(visit, item)).toList(),
        listing.total() <= ResultsFiles.FILES_MAX
            ? ""
            : "Only the first %,d of %,d are listed; any other can be had by its path in the address."
                .formatted(ResultsFiles.FILES_MAX, listing.total()),
        Optional.empty());
  }

  private static FilePage.Entry entry(Visit visit, Item item) {
    return switch (item.kind()) {
      case DIRECTORY ->
          new FilePage.Entry(
              item.name() + "/",
              "directory",
              Optional.of(Links.files(item.path())),
              "",
              visit.time(item.modifiedAt()));
      case FILE ->
          new FilePage.Entry(
              item.name(),
              "file",
              Optional.of(Links.files(item.path())),
              Words.size(item.sizeBytes()),
              visit.time(item.modifiedAt()));
      case OTHER ->
          new FilePage.Entry(
              item.name(),
              "link, not followed",
              Optional.empty(),
              "",
              visit.time(item.modifiedAt()));
    };
  }

  private FilePage file(Visit visit, Item item) {
    LogText text;
    try (ResultsFiles.Opened opened = files.open(item.path())) {
      text = LogText.tail(opened, SHOWN_BYTES);
    } catch (IOException failure) {
      throw new ResultsUnreadable(Blame.LAB, item.path(), failure);
    }
    boolean grows = item.modifiedAt().isAfter(visit.now().minus(STILL_GROWING));
    String note = text.isBinary() ? "This is no text. Download it to look at it." : "";
    if (text.startsAt() > 0 && !text.isBinary()) {
      note =
          "Only the last %s of %s are shown."
              .formatted(Words.size(text.endsAt() - text.startsAt()), Words.size(item.sizeBytes()));
    }
    return new FilePage(
        item.path(),
        crumbs(item.path()),
        List.of(),
        "",
        Optional.of(
            new FilePage.Log(
                text.text(),
                note,
                Links.raw(item.path()),
                Words.size(item.sizeBytes()),
                visit.time(item.modifiedAt()),
                grows && !text.isBinary() ? Optional.of(Links.raw(item.path())) : Optional.empty(),
                text.endsAt())));
  }

  private static List<FilePage.Crumb> crumbs(String path) {
    List<FilePage.Crumb> crumbs = new ArrayList<>();
    crumbs.add(new FilePage.Crumb("results", "/files/"));
    int slash = path.indexOf('/');
    while (slash > 0) {
      String up = path.substring(0, slash);
      crumbs.add(new FilePage.Crumb(up.substring(up.lastIndexOf('/') + 1), Links.files(up)));
      slash = path.indexOf('/', slash + 1);
    }
    return crumbs;
  }

  /// The rest of the address, decoded once; a slash at its end means nothing.
  private static String path(Context http, String prefix) {
    String rest =
        http.path().length() > prefix.length() ? http.path().substring(prefix.length()) : "";
    String stripped = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    try {
      return java.net.URLDecoder.decode(
          stripped.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IllegalArgumentException unreadable) {
      throw absent(stripped);
    }
  }

  private static BadRequest absent(String path) {
    return BadRequest.of(
        BadRequest.Kind.NOT_FOUND,
        "path",
        "there is no file '%s' in the results, or it may not be looked at"
            .formatted(Words.middle(path, 120)));
  }
}
