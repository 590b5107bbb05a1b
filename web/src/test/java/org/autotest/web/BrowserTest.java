package org.autotest.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.autotest.core.job.EntryStatus;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The pages in a real browser. Skipped, with a word, where there is none.
@ExtendWith(MariaDbExtension.class)
class BrowserTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  @TempDir Path results;
  @TempDir Path tests;
  private final List<String> complaints = new ArrayList<>();
  private RunningWeb web;
  private SeededLab.Ids ids;
  private Playwright playwright;
  private Browser browser;

  @BeforeEach
  void a_running_lab_and_a_browser(Database database, SettableClock clock) throws IOException {
    assumeTrue(Files.isExecutable(CHROMIUM), "needs the package chromium");
    ids = new SeededLab(database, results).fill();
    Path directory = Files.createDirectories(tests.resolve("client/sleeptest"));
    Files.writeString(directory.resolve("control"), "job.run_test('sleeptest', seconds=1)\n");
    web = new RunningWeb(database, clock, results, tests);
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(List.of("--no-sandbox")));
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.close();
      playwright.close();
      web.close();
      assertThat(complaints).as("errors in the browser's console").isEmpty();
    }
  }

  private Page page(Browser.NewContextOptions options) {
    BrowserContext context = browser.newContext(options);
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    return page;
  }

  private Page loggedIn(Browser.NewContextOptions options) {
    Page page = page(options);
    page.navigate(web.url("/login"));
    page.fill("#login", "alice");
    page.fill("#password", SeededLab.PASSWORD);
    page.keyboard().press("Enter");
    page.waitForURL(web.url("/"));
    return page;
  }

  private Page loggedIn() {
    return loggedIn(new Browser.NewContextOptions());
  }

  @Test
  void a_job_is_made_with_the_keyboard_and_changes_before_ones_eyes(
      Database database, LabBuilder lab) {
    Page page = loggedIn();
    page.navigate(web.url("/jobs/new"));
    page.fill("#name", "made by hand");
    page.check("input[name=tests][value=sleeptest]");
    page.check("input[name=hosts][value='delta.lab']");
    page.focus("#name");
    page.keyboard().press("Enter");
    page.waitForURL(url -> url.matches(".*/jobs/\\d+"));
    assertThat(page.locator(".notice")).containsText("is submitted");
    assertThat(page.locator("#entries")).containsText("Queued");

    page.locator("#control summary").click();
    long entry =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT MAX(id) FROM afe_host_queue_entries")
                    .mapTo(Long.class)
                    .one());
    lab.status(new org.autotest.core.job.EntryId(entry), EntryStatus.RUNNING);

    assertThat(page.locator("#entry-" + entry)).containsText("Running");
    assertThat(page.locator(".verdict")).containsText("Running on delta.lab");
    assertThat(page.locator("#control pre")).isVisible();
  }

  @Test
  void an_abort_names_what_it_does_and_asks_once() {
    Page page = loggedIn();
    page.navigate(web.url("/jobs/" + ids.running()));
    page.locator("#abort summary").click();
    assertThat(page.locator("#abort form")).containsText("Abort 3 unfinished entries of job");
    page.locator("#abort button.danger").click();

    assertThat(page.locator(".notice")).containsText("Asked to abort 3 entries.");
    assertThat(page.locator("#entries")).containsText("Aborted (Running)");
    assertThat(page.locator("#abort")).hasCount(0);
  }

  @Test
  void a_list_is_filtered_while_one_types_and_the_address_follows() {
    Page page = loggedIn();
    page.navigate(web.url("/jobs"));
    page.fill("#name", "regression");

    assertThat(page.locator("#live tbody tr")).hasCount(1);
    assertThat(page).hasURL(java.util.regex.Pattern.compile(".*name=regression.*"));
    page.reload();
    assertThat(page.locator("#live tbody tr")).hasCount(1);
  }

  @Test
  void a_growing_log_is_followed(SettableClock clock) throws IOException {
    Path log =
        results.resolve(
            "%s-alice/alpha.lab/sleeptest/debug/sleeptest.DEBUG".formatted(ids.running()));
    clock.set(Files.getLastModifiedTime(log).toInstant());
    Page page = loggedIn();
    page.navigate(web.url("/files/" + results.relativize(log)));
    Files.writeString(log, "and one line more\n", java.nio.file.StandardOpenOption.APPEND);

    assertThat(page.locator("pre.log")).containsText("and one line more");
  }

  @Test
  void a_log_that_says_nothing_for_long_keeps_what_it_said(SettableClock clock) throws IOException {
    Path log =
        results.resolve(
            "%s-alice/alpha.lab/sleeptest/debug/sleeptest.DEBUG".formatted(ids.running()));
    Files.writeString(log, "said at first\n", java.nio.file.StandardOpenOption.APPEND);
    clock.set(Files.getLastModifiedTime(log).toInstant());
    Page page = loggedIn();
    page.clock().install();
    page.navigate(web.url("/files/" + results.relativize(log)));
    for (int second = 0; second < 70; second++) {
      page.waitForResponse(_ -> true, () -> page.clock().runFor(1_000));
    }
    Files.writeString(log, "and at last\n", java.nio.file.StandardOpenOption.APPEND);
    page.clock().runFor(1_000);

    assertThat(page.locator("pre.log")).containsText("and at last");
    assertThat(page.locator("pre.log")).containsText("said at first");
  }

  @Test
  void colours_follow_the_system_and_the_switch() {
    Page page = loggedIn(new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK));
    String dark = background(page);
    page.locator(".me button[name=theme]").click();
    page.waitForLoadState();
    String light = background(page);

    assertThat(dark).isEqualTo("rgb(17, 19, 23)");
    assertThat(light).isEqualTo("rgb(248, 248, 247)");
  }

  private static String background(Page page) {
    return (String) page.evaluate("getComputedStyle(document.body).backgroundColor");
  }

  @Test
  void a_phone_never_scrolls_sideways() {
    Page page = loggedIn(new Browser.NewContextOptions().setViewportSize(390, 844));
    for (String path : pages()) {
      page.navigate(web.url(path));
      Object beyond =
          page.evaluate(
              "document.documentElement.scrollWidth - document.documentElement.clientWidth");
      assertThat(((Number) beyond).intValue()).as(path).isZero();
    }
  }

  @Test
  void everything_is_read_without_javascript() {
    Page page = loggedIn(new Browser.NewContextOptions().setJavaScriptEnabled(false));
    page.navigate(web.url("/jobs/" + ids.failed()));
    assertThat(page.locator(".verdict")).containsText("1 of 12 tests failed");
    page.locator("#asked summary").click();
    assertThat(page.locator("#asked dl")).isVisible();
    page.navigate(web.url("/jobs"));
    page.fill("#name", "nightly");
    page.locator(".filters button").click();
    assertThat(page.locator("#live tbody tr")).hasCount(1);
  }

  @Test
  void the_slash_goes_to_the_search() {
    Page page = loggedIn();
    page.keyboard().press("/");
    page.keyboard().type("epsilon.lab");
    page.keyboard().press("Enter");

    assertThat(page.locator("h1")).hasText("epsilon.lab");
  }

  private List<String> pages() {
    return List.of(
        "/",
        "/jobs",
        "/jobs/" + ids.failed(),
        "/jobs/" + ids.running(),
        "/jobs/" + ids.waiting(),
        "/jobs/" + ids.hostile(),
        "/jobs/new",
        "/jobs/recurring",
        "/hosts",
        "/hosts/new",
        "/hosts/reservations",
        "/hosts/alpha.lab",
        "/hosts/zeta.lab",
        "/results",
        "/results/" + ids.failedTest(),
        "/files/%s-bob/beta.lab".formatted(ids.failed()),
        "/admin",
        "/search?q=lab");
  }
}
