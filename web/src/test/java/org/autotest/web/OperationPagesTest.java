package org.autotest.web;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.autotest.web.RunningWeb.Browser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What programs can do, people can do on a page.
@ExtendWith(MariaDbExtension.class)
class OperationPagesTest {
  @TempDir Path results;
  @TempDir Path tests;
  private RunningWeb web;
  private SeededLab.Ids ids;
  private Browser alice;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock, LabBuilder lab)
      throws IOException, InterruptedException {
    ids = new SeededLab(database, results).fill();
    lab.aclGroup("team", List.of("bob"), List.of());
    Path directory = Files.createDirectories(tests.resolve("client/sleeptest"));
    Files.writeString(directory.resolve("control"), "job.run_test('sleeptest', seconds=1)\n");
    web = new RunningWeb(database, clock, results, tests);
    web.loggedIn("alice");
    alice = web.browser("alice");
  }

  /// An address of each kind of page.
  static List<String> everyPage(SeededLab.Ids ids) {
    return List.of(
        "/",
        "/jobs",
        "/jobs?state=running&name=x&owner=alice",
        "/jobs/" + ids.passed(),
        "/jobs/" + ids.failed(),
        "/jobs/" + ids.infrastructure(),
        "/jobs/" + ids.running(),
        "/jobs/" + ids.waiting(),
        "/jobs/" + ids.hostile(),
        "/jobs/new",
        "/jobs/recurring",
        "/jobs/new?like=" + ids.hostile(),
        "/jobs/new?host=alpha.lab",
        "/hosts",
        "/hosts?label=kvm&status=Ready&locked=no",
        "/hosts/new",
        "/hosts/reservations",
        "/hosts/alpha.lab",
        "/hosts/alpha.lab?tasks=no",
        "/hosts/epsilon.lab",
        "/hosts/zeta.lab",
        "/hosts/alpha.lab/edit",
        "/results",
        "/results?went=failed&host=beta.lab",
        "/results/" + ids.failedTest(),
        "/files/",
        "/files/%s-bob/beta.lab".formatted(ids.failed()),
        "/files/%s-bob/beta.lab/hackbench/debug/hackbench.DEBUG".formatted(ids.failed()),
        "/admin",
        "/admin/users",
        "/admin/users/alice",
        "/admin/labels",
        "/admin/labels/kvm",
        "/admin/access-groups",
        "/admin/access-groups/Everyone",
        "/admin/atomic-groups",
        "/admin/drones",
        "/search?q=lab",
        "/search?q=%3Cscript%3E");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  /// What shows on some page that an operation can be called there.
  private static Map<String, String> signs(SeededLab.Ids ids) {
    return Map.ofEntries(
        entry("auth.login", "action=\"/login\""),
        entry("auth.logout", "action=\"/logout\""),
        entry("auth.whoami", "title=\"alice\">alice</a>"),
        entry("auth.passwd", "action=\"/admin/users/alice/password\""),
        entry("auth.tokens", "id=\"tokens-heading\""),
        entry("auth.revoke", "action=\"/admin/users/alice/revoke\""),
        entry("job.list", "href=\"/jobs\""),
        entry("job.show", "href=\"/jobs/" + ids.failed()),
        entry("job.entries", "id=\"entries\""),
        entry("job.tests", "id=\"tests\""),
        entry("job.why", "id=\"why\""),
        entry("job.preview", "value=\"preview\""),
        entry("job.create", "action=\"/jobs/new\""),
        entry("job.check", "name=\"do\" value=\"check\""),
        entry("job.abort", "action=\"/jobs/%s/abort\"".formatted(ids.running())),
        entry("job.clone", "name=\"like\""),
        entry("job.events", "id=\"events\""),
        entry("host.events", "<summary>Changes of its status</summary>"),
        entry("results.files", "href=\"/files/"),
        entry("results.file", "href=\"/raw/"),
        entry("recur.list", "href=\"/jobs/recurring\""),
        entry("recur.show", "id=\"run-"),
        entry("recur.create", "action=\"/jobs/recurring\""),
        entry("recur.modify", "value=\"pause\""),
        entry("recur.delete", "value=\"delete\""),
        entry("host.list", "href=\"/hosts\""),
        entry("host.show", "href=\"/hosts/alpha.lab\""),
        entry("host.create", "action=\"/hosts/new\""),
        entry("host.modify", "action=\"/hosts/alpha.lab/edit\""),
        entry("host.delete", "action=\"/hosts/alpha.lab/delete\""),
        entry("host.reverify", "action=\"/hosts/alpha.lab/reverify\""),
        entry("host.repair", "action=\"/hosts/alpha.lab/repair\""),
        entry("host.history", "id=\"history-heading\""),
        entry("host.reserve", "action=\"/hosts/alpha.lab/reserve\""),
        entry("host.release", "action=\"/hosts/gamma.lab/release\""),
        entry("host.reservations", "href=\"/hosts/reservations\""),
        entry("user.show", "id=\"preferences-heading\""),
        entry("user.modify", "action=\"/admin/users/alice/edit\""),
        entry("user.delete", "action=\"/admin/users/bob/delete\""),
        entry("results.list", "href=\"/results\""),
        entry("results.show", "href=\"/results/" + ids.failedTest()),
        entry("results.log", "href=\"/raw/"),
        entry("test.list", "id=\"catalogue-heading\""),
        entry("label.list", "id=\"labels-heading\""),
        entry("label.create", "action=\"/admin/labels\""),
        entry("label.modify", "action=\"/admin/labels/kvm/edit\""),
        entry("label.delete", "action=\"/admin/labels/kvm/delete\""),
        entry("label.add", "action=\"/admin/labels/kvm/add\""),
        entry("label.remove", "action=\"/admin/labels/kvm/remove\""),
        entry("acl.list", "id=\"groups-heading\""),
        entry("acl.show", "id=\"members-heading\""),
        entry("acl.create", "action=\"/admin/access-groups\""),
        entry("acl.modify", "action=\"/admin/access-groups/team/edit\""),
        entry("acl.delete", "action=\"/admin/access-groups/team/delete\""),
        entry("acl.add", "action=\"/admin/access-groups/team/add\""),
        entry("acl.remove", "action=\"/admin/access-groups/team/remove\""),
        entry("atomicgroup.list", "id=\"atomic-groups-heading\""),
        entry("atomicgroup.create", "action=\"/admin/atomic-groups\""),
        entry("atomicgroup.modify", "action=\"/admin/atomic-groups/rack/edit\""),
        entry("atomicgroup.delete", "action=\"/admin/atomic-groups/rack/delete\""),
        entry("drone.list", "id=\"drones-heading\""),
        entry("drone.show", "id=\"drone-main\""),
        entry("drone.drain", "action=\"/admin/drones/main/drain\""),
        entry("drone.undrain", "action=\"/admin/drones/spare/undrain\""),
        entry("drone.lost", "action=\"/admin/drones/spare/lost\""),
        entry("drone.modify", "action=\"/admin/drones/main/users\""),
        entry("drone.delete", "action=\"/admin/drones/spare/delete\""),
        entry("droneset.list", "id=\"drone-sets-heading\""),
        entry("droneset.create", "action=\"/admin/drone-sets\""),
        entry("droneset.modify", "action=\"/admin/drone-sets/fast/edit\""),
        entry("droneset.delete", "action=\"/admin/drone-sets/fast/delete\""),
        entry("user.list", "id=\"users-heading\""),
        entry("server.status", "id=\"state-heading\""),
        entry("server.rounds", "id=\"rounds-heading\""));
  }

  @Test
  void every_operation_has_a_page() throws Exception {
    Map<String, String> pages = signs(ids);
    StringBuilder all = new StringBuilder(web.stranger().get("/login").body());
    for (String page : everyPage(ids)) {
      all.append(alice.get(page).body());
    }
    Browser admin = web.browser("admin");
    for (String page :
        List.of(
            "/admin/atomic-groups",
            "/admin/drones",
            "/admin/users/bob",
            "/admin/labels/kvm",
            "/admin/access-groups/team")) {
      all.append(admin.get(page).body());
    }

    assertThat(Operations.ALL)
        .extracting(Operation::name)
        .containsExactlyInAnyOrderElementsOf(pages.keySet());
    pages.forEach((operation, sign) -> assertThat(all.toString()).as(operation).contains(sign));
  }
}
