package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.autotest.web.RunningWeb.Answer;
import org.autotest.web.RunningWeb.Browser;
import org.autotest.web.RunningWeb.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Labels and access groups, by REST and on their pages.
@ExtendWith(MariaDbExtension.class)
class LabelsAndGroupsTest {
  @TempDir Path results;
  @TempDir Path tests;
  private RunningWeb web;
  private Program admin;
  private Program alice;
  private SeededLab.Ids ids;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock)
      throws IOException, InterruptedException {
    ids = new SeededLab(database, results).fill();
    web = new RunningWeb(database, clock, results, tests);
    admin = web.loggedIn("admin");
    alice = web.loggedIn("alice");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private List<Object> labelsOf(String query) throws Exception {
    return alice.get("/labels?" + query).items().stream().map(label -> label.get("name")).toList();
  }

  @Test
  void a_label_lives_from_its_creation_to_its_deletion() throws Exception {
    Answer made = alice.send("POST", "/labels", Map.of("name", "board:a/b 7"));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    String path = "/labels/board%3Aa%2Fb%207";
    assertThat(alice.send("POST", "/labels", Map.of("name", "board:a/b 7")).text())
        .contains("there is a label 'board:a/b 7' already")
        .doesNotContain("was");
    assertThat(made.json()).containsEntry("platform", false).containsEntry("hosts", 0);

    List<String> hosts = List.of("alpha.lab", "beta.lab");
    assertThat(alice.send("POST", path + "/add", Map.of("hosts", hosts)).json())
        .containsEntry("hosts", 2);
    assertThat(alice.get("/hosts?labels=board%3Aa%2Fb%207").items()).hasSize(2);
    assertThat(alice.send("POST", path + "/remove", Map.of("hosts", List.of("beta.lab"))).json())
        .containsEntry("hosts", 1);

    assertThat(alice.send("PATCH", path, Map.of("new_name", "board")).status()).isEqualTo(403);
    assertThat(
            admin.send("PATCH", path, Map.of("new_name", "board", "only_if_needed", true)).json())
        .containsEntry("name", "board")
        .containsEntry("only_if_needed", true);
    assertThat(alice.send("DELETE", "/labels/board", Map.of()).status()).isEqualTo(403);
    assertThat(admin.send("DELETE", "/labels/board", Map.of()).json())
        .containsEntry("hosts", 1)
        .containsEntry("tests", 0);
    assertThat(labelsOf("name=board")).isEmpty();
  }

  @Test
  void labels_are_listed_by_kind_host_and_group() throws Exception {
    assertThat(labelsOf("platform=true")).containsExactly("x86_64");
    assertThat(labelsOf("platform=false")).contains("kvm").doesNotContain("x86_64");
    assertThat(labelsOf("host=alpha.lab")).containsExactly("bigmem", "kvm", "x86_64");
    assertThat(labelsOf("atomic_group=rack")).containsExactly("rack");
  }

  @Test
  void a_new_host_makes_what_it_is_of_and_an_old_one_changes_its_platform() throws Exception {
    Map<String, Object> host =
        Map.of(
            "hostname",
            "new.lab",
            "labels",
            List.of("kvm", "fresh"),
            "platform",
            "riscv",
            "acl_groups",
            List.of("team"));
    Answer made = alice.send("POST", "/hosts", host);
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(made.json())
        .containsEntry("platform", "riscv")
        .containsEntry("labels", List.of("fresh", "kvm"))
        .containsEntry("acl_groups", List.of("team"));

    assertThat(alice.send("PATCH", "/hosts/new.lab", Map.of("platform", "x86_64")).json())
        .containsEntry("platform", "x86_64");
    Answer unknown = alice.send("PATCH", "/hosts/new.lab", Map.of("add_labels", List.of("nosuch")));
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.text()).contains("atest label create");
    Answer strict =
        alice.send(
            "POST",
            "/hosts",
            Map.of("hostname", "h2", "labels", List.of("typo"), "create_missing", false));
    assertThat(strict.status()).isEqualTo(400);
    assertThat(web.loggedIn("bob").send("POST", "/hosts/new.lab/reverify", Map.of()).status())
        .isEqualTo(403);
  }

  @Test
  void an_access_group_lives_from_its_creation_to_its_deletion() throws Exception {
    Answer made =
        alice.send("POST", "/acl_groups", Map.of("name", "kernel", "description", "the team"));
    assertThat(made.json())
        .containsEntry("users", List.of("alice"))
        .containsEntry("description", "the team");
    Program bob = web.loggedIn("bob");
    Map<String, Object> both = Map.of("users", List.of("bob"), "hosts", List.of("alpha.lab"));
    assertThat(bob.send("POST", "/acl_groups/kernel/add", both).status()).isEqualTo(403);
    assertThat(alice.send("POST", "/acl_groups/kernel/add", Map.of()).status()).isEqualTo(400);
    Map<String, Object> unknown = Map.of("users", List.of("nosuch"), "hosts", List.of("nohost"));
    for (String deed : List.of("add", "remove")) {
      assertThat(alice.send("POST", "/acl_groups/kernel/" + deed, unknown).text())
          .contains("unknown: nosuch", "unknown: nohost");
    }

    assertThat(alice.send("POST", "/acl_groups/kernel/add", both).json())
        .containsEntry("users", List.of("alice", "bob"))
        .containsEntry("hosts", List.of("alpha.lab"));
    assertThat(alice.get("/hosts/alpha.lab").json()).containsEntry("acl_groups", List.of("kernel"));
    assertThat(alice.get("/acl_groups?host=alpha.lab").items())
        .singleElement()
        .satisfies(
            group ->
                assertThat(group).containsEntry("user_count", 2).containsEntry("host_count", 1));
    assertThat(alice.get("/acl_groups?user=bob").items()).hasSize(2);

    assertThat(bob.send("PATCH", "/acl_groups/kernel", Map.of("description", "none")).json())
        .containsEntry("description", "");
    assertThat(
            bob.send("POST", "/acl_groups/kernel/remove", Map.of("users", List.of("alice"))).json())
        .containsEntry("users", List.of("bob"));
    assertThat(alice.send("DELETE", "/acl_groups/kernel", Map.of()).status()).isEqualTo(403);
    assertThat(bob.send("DELETE", "/acl_groups/kernel", Map.of()).status()).isEqualTo(204);
    assertThat(alice.get("/hosts/alpha.lab").json())
        .containsEntry("acl_groups", List.of("Everyone"));
    assertThat(admin.send("DELETE", "/acl_groups/Everyone", Map.of()).status()).isEqualTo(409);
  }

  @Test
  void the_pages_of_labels_make_change_and_delete_them() throws Exception {
    Browser browser = web.browser("admin");
    String csrf = RunningWeb.csrf(browser.get("/admin/labels").body());

    HttpResponse<String> made =
        browser.post("/admin/labels", csrf, Map.of("name", "a/b", "only_if_needed", "true"));
    String path = made.headers().firstValue("Location").orElse("");
    assertThat(path).isEqualTo("/admin/labels/a%2Fb");
    browser.post(path + "/add", csrf, Map.of("hosts", "alpha.lab, gamma.lab"));
    assertThat(browser.get(path).body())
        .contains("2 hosts carry it, 0 tests need it", "value=\"gamma.lab\"");
    browser.post(path + "/remove", csrf, Map.of("hosts", List.of("gamma.lab")));
    assertThat(labelsOf("host=gamma.lab")).containsExactly("x86_64");

    assertThat(browser.post(path + "/add", csrf, Map.of("hosts", "ghost")).body())
        .contains("Nothing was changed", "No host of the name ghost.", "value=\"ghost\"");
    browser.post(path + "/edit", csrf, Map.of("new_name", "ab"));
    assertThat(alice.get("/labels?name=ab").items().getFirst())
        .containsEntry("name", "ab")
        .containsEntry("only_if_needed", false);
    assertThat(browser.post("/admin/labels/kvm/delete", csrf, Map.of()).statusCode())
        .isEqualTo(303);
    assertThat(browser.get("/admin/labels").body())
        .contains("Deleted label kvm. It was taken off 3 hosts and 0 tests.");
  }

  @Test
  void the_pages_of_access_groups_make_change_and_delete_them(LabBuilder lab) throws Exception {
    lab.aclGroup("closed", List.of("bob"), List.of(ids.alpha()));
    Browser browser = web.browser("alice");
    String csrf = RunningWeb.csrf(browser.get("/admin/access-groups").body());
    assertThat(browser.get("/admin/access-groups/closed").body())
        .contains("alpha.lab")
        .doesNotContain("/admin/access-groups/closed/add");

    browser.post("/admin/access-groups", csrf, Map.of("name", "team", "description", "ours"));
    String path = "/admin/access-groups/team";
    browser.post(path + "/add", csrf, Map.of("users", "bob", "hosts", "beta.lab"));
    assertThat(alice.get("/acl_groups/team").json())
        .containsEntry("users", List.of("alice", "bob"))
        .containsEntry("hosts", List.of("beta.lab"));
    assertThat(browser.post(path + "/add", csrf, Map.of("hosts", "alpha.lab")).body())
        .contains("Nothing was changed", "Alice shares no ACL group with alpha.lab");

    Map<String, String> cleared = Map.of("new_name", "Everyone", "description", "");
    assertThat(browser.post(path + "/edit", csrf, cleared).body())
        .contains("name=\"description\" value=\"\"");

    browser.post(path + "/remove", csrf, Map.of("users", List.of("bob")));
    browser.post(path + "/edit", csrf, Map.of("new_name", "team", "description", ""));
    assertThat(alice.get("/acl_groups/team").json())
        .containsEntry("users", List.of("alice"))
        .containsEntry("description", "");
    browser.post(path + "/delete", csrf, Map.of());
    assertThat(alice.get("/acl_groups/team").status()).isEqualTo(404);
  }

  @Test
  void the_form_of_an_atomic_group_changes_what_was_changed_in_it_and_keeps_what_was_refused()
      throws Exception {
    Browser browser = web.browser("admin");
    String page = browser.get("/admin/atomic-groups").body();
    Map<String, String> form = new HashMap<>();
    form.put("had_labels", "rack");
    form.put("labels", "rack, kvm, nosuch");
    form.put("had_description", "");
    form.put("description", "");
    form.put("had_max_number_of_machines", "3");
    form.put("max_number_of_machines", "3");
    admin.send(
        "PATCH",
        "/atomic_groups/rack",
        Map.of("description", "north", "max_number_of_machines", 2));
    String path = "/admin/atomic-groups/rack/edit";

    String refused = browser.post(path, RunningWeb.csrf(page), form).body();
    form.put("labels", "rack, kvm");
    browser.post(path, RunningWeb.csrf(page), form);

    assertThat(page).contains("name=\"had_max_number_of_machines\" value=\"3\"");
    assertThat(refused)
        .contains("Nothing was changed", "name=\"labels\" value=\"rack, kvm, nosuch\"")
        .contains("name=\"had_labels\" value=\"rack\"");
    assertThat(alice.get("/atomic_groups").items().getFirst())
        .containsEntry("labels", List.of("kvm", "rack"))
        .containsEntry("description", "north")
        .containsEntry("max_number_of_machines", 2);
  }
}
