package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Takes pictures of every page of a demo that has seen success and failure: `./autotest shots`.
///
/// All of them go to `target/screenshots`, as `<page>-<desktop|phone>-<light|dark>.png`; the few
/// that the documentation shows also to `docs/screenshots`.
@Tag("long")
@EnabledIfSystemProperty(
    named = "shots",
    matches = "true",
    disabledReason = "pictures are taken by ./autotest shots")
class ScreenshotsTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path ALL = Path.of("target", "screenshots");
  private static final Path SHOWN = Path.of("..", "docs", "screenshots");
  private static final List<String> SHOWN_NAMES = List.of("job-desktop-light.png");
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @TempDir Path state;

  @Test
  void every_page_is_pictured_in_light_and_dark_on_a_desktop_and_a_phone() throws Exception {
    assertThat(CHROMIUM).as("the package chromium").isExecutable();
    Files.createDirectories(ALL);
    try (RunningDemo demo = RunningDemo.start(state).awaitText("job 1 is over", LIMIT);
        Playwright playwright = playwright();
        Browser browser = playwright.chromium().launch(launch())) {
      Said said = new Said(demo.text());
      Map<String, String> pages = pages(demo);
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        take(browser, said, pages, new Look("desktop", 1280, 800, scheme));
        take(browser, said, pages, new Look("phone", 390, 844, scheme));
      }
    }
    Files.createDirectories(SHOWN);
    for (String name : SHOWN_NAMES) {
      Files.copy(ALL.resolve(name), SHOWN.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Playwright playwright() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    return Playwright.create(new Playwright.CreateOptions().setEnv(environment));
  }

  private static BrowserType.LaunchOptions launch() {
    return new BrowserType.LaunchOptions()
        .setExecutablePath(CHROMIUM)
        .setArgs(List.of("--no-sandbox"));
  }

  /// Where each page is, by the name of its picture. Makes the jobs that the pages need.
  private Map<String, String> pages(RunningDemo demo) throws Exception {
    long failing =
        submit("failing test", "raise error.TestFail('3 of 4096 pages differ')", "demo3");
    demo.awaitText("job %d is over".formatted(failing), LIMIT);
    long away = submit("unreachable host", "job.run_test('sleeptest')", "");
    demo.awaitText("job %d is over".formatted(away), LIMIT);
    long running = submit("soak", "job.run_test('sleeptest', seconds=120)", "demo4");
    demo.awaitText("demo4  Starting → Running", LIMIT);

    JsonNode test = json("job", "tests", "1");
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("lab", "/");
    pages.put("jobs", "/jobs");
    pages.put("jobs-empty", "/jobs?name=nothing-is-called-so");
    pages.put("job", "/jobs/1");
    pages.put("job-failed", "/jobs/" + failing);
    pages.put("job-unreachable", "/jobs/" + away);
    pages.put("job-running", "/jobs/" + running);
    pages.put("job-new", "/jobs/new");
    pages.put("hosts", "/hosts");
    pages.put("host", "/hosts/demo1");
    pages.put("host-new", "/hosts/new");
    pages.put("host-edit", "/hosts/demo1/edit");
    pages.put("results", "/results");
    pages.put("result", "/results/" + test.findValue("id").asString());
    pages.put("files", "/files/1-admin/demo1");
    pages.put("log", "/files/1-admin/demo1/status.log");
    pages.put("search", "/search?q=demo");
    pages.put("admin", "/admin");
    pages.put("error", "/jobs/987654");
    return pages;
  }

  /// Submits a control file in Python for one host, or for a host that does not exist.
  private long submit(String name, String control, String host)
      throws IOException, InterruptedException {
    Path file = Files.writeString(Files.createTempFile(state, "control", ".py"), control + "\n");
    JsonNode created =
        host.isEmpty()
            ? json("job", "create", name, "-f", file.toString(), "--one-time-hosts", "gone.invalid")
            : json("job", "create", name, "-f", file.toString(), "-m", host);
    return created.findValue("id").asLong();
  }

  private JsonNode json(String... arguments) throws IOException, InterruptedException {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--json";
    Dist.Ran ran = Dist.run(LIMIT, state, "atest", all);
    assertThat(ran.exit()).as(ran.err()).isZero();
    return JsonMapper.shared().readTree(ran.out());
  }

  private static void take(Browser browser, Said said, Map<String, String> pages, Look look) {
    try (BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(look.width(), look.height())
                .setColorScheme(look.scheme()))) {
      Page page = context.newPage();
      page.navigate(said.url() + "login");
      picture(page, "login", look);
      page.fill("#login", "admin");
      page.fill("#password", said.password());
      page.keyboard().press("Enter");
      page.waitForURL(said.url());
      pages.forEach(
          (name, path) -> {
            page.navigate(said.url() + path.substring(1));
            picture(page, name, look);
          });
      mistakes(page, said, look);
    }
  }

  /// A broken control file, typed by hand.
  private static void mistakes(Page page, Said said, Look look) {
    page.navigate(said.url() + "jobs/new");
    page.fill("#name", "broken");
    page.locator("#by-hand summary").click();
    page.fill("#control_file", "void main() {\n  job.runTest(;\n}\n");
    page.check("input[name=hosts][value='demo2']");
    page.locator("button.main[value=create]").click();
    page.waitForSelector(".notice.bad");
    picture(page, "job-new-broken", look);
  }

  private static void picture(Page page, String name, Look look) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(ALL.resolve("%s-%s.png".formatted(name, look.suffix()))));
  }

  private record Look(String device, int width, int height, ColorScheme scheme) {
    String suffix() {
      return device + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// What the demo says on its first start about how to get in.
  private record Said(String text) {
    String url() {
      return word("(?m)^pages +(http\\S+)");
    }

    String password() {
      return word("(?m)^password +(\\S+)");
    }

    private String word(String pattern) {
      Matcher matcher = Pattern.compile(pattern).matcher(text);
      assertThat(matcher.find()).as(text).isTrue();
      return matcher.group(1);
    }
  }
}
