package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.autotest.web.RunningWeb.Browser;
import org.autotest.web.RunningWeb.Program;
import org.autotest.web.page.Refusals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Forms of hosts change what was changed in them and nothing else, and lose nothing that was
/// typed.
@ExtendWith(MariaDbExtension.class)
class FormsOfHostsTest {
  private static final Pattern HIDDEN =
      Pattern.compile("type=\"hidden\" name=\"(had_\\w+)\" value=\"([^\"]*)\"");
  private static final Pattern TICKED =
      Pattern.compile("name=\"labels\" value=\"([^\"]*)\" checked");

  @TempDir Path results;
  private RunningWeb web;
  private Program alice;
  private Browser browser;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock) throws Exception {
    new SeededLab(database, results).fill();
    web = new RunningWeb(database, clock, results, results);
    alice = web.loggedIn("alice");
    browser = web.browser("alice");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void labels_that_the_form_has_no_room_for_stay(LabBuilder lab) throws Exception {
    for (int i = 0; i < 310; i++) {
      lab.label("a%03d".formatted(i));
    }
    Map<String, Object> form = form();
    assertThat(String.valueOf(form.get("labels"))).contains("kvm", "x86_64");

    save(form, Map.of("attributes", "rack=4"));

    assertThat(alice.get("/hosts/alpha.lab").json())
        .containsEntry("labels", List.of("bigmem", "kvm"))
        .containsEntry("platform", "x86_64")
        .containsEntry("attributes", Map.of("rack", "4"));

    Map<String, Object> without = form();
    save(without, Map.of("labels", List.of("bigmem", "x86_64")));
    assertThat(alice.get("/hosts/alpha.lab").json()).containsEntry("labels", List.of("bigmem"));
  }

  @Test
  void what_others_have_changed_meanwhile_stays() throws Exception {
    Map<String, Object> form = form();
    alice.send("POST", "/labels/laptop/add", Map.of("hosts", List.of("alpha.lab")));
    alice.send(
        "PATCH",
        "/hosts/alpha.lab",
        Map.of("attributes", Map.of("owner", "bob"), "protection", "Do not verify"));

    HttpResponse<String> saved =
        save(form, Map.of("labels", List.of("kvm", "x86_64"), "attributes", "serial=tty/beta"));

    assertThat(saved.statusCode()).as(saved.body()).isEqualTo(303);
    assertThat(alice.get("/hosts/alpha.lab").json())
        .containsEntry("labels", List.of("kvm", "laptop"))
        .containsEntry("protection", "Do not verify")
        .containsEntry("attributes", Map.of("owner", "bob", "serial", "tty/beta"));
  }

  @Test
  void the_form_of_a_reservation_begins_with_what_the_visitor_has() throws Exception {
    alice.send(
        "POST",
        "/hosts/delta.lab/reserve",
        Map.of("hours", 168, "reason", "bisect", "for_labels", true));

    String page = browser.get("/hosts/delta.lab").body();
    assertThat(page)
        .contains("name=\"hours\" inputmode=\"numeric\" value=\"168\"", "value=\"bisect\"")
        .contains("name=\"for_labels\" value=\"true\" checked");

    alice.send("POST", "/hosts/delta.lab/reserve", Map.of("reason", "still"));
    assertThat(alice.get("/reservations?host=delta.lab").items().getFirst())
        .containsEntry("reason", "still")
        .containsEntry("for_labels", true)
        .containsEntry("ends_at", "2026-01-09T03:04:05.000Z");
  }

  @Test
  void a_refused_lock_or_reservation_is_shown_again_as_it_was_typed() throws Exception {
    HttpResponse<String> lock = post("lock", Map.of("lock_reason", "memory", "lock_hours", "0"));
    HttpResponse<String> reservation =
        post("reserve", Map.of("hours", "3 days", "reason", "new driver"));

    assertThat(browser.get("/hosts/delta.lab").body()).contains("data-live=\"host:delta.lab\"");
    assertThat(lock.statusCode()).isEqualTo(400);
    assertThat(lock.body())
        .doesNotContain("data-live")
        .contains("<h1>delta.lab</h1>", "id=\"lock\" open", "value=\"memory\"")
        .contains("lock hours:", "<p class=\"wrong\" role=\"alert\">Must be 1 to");
    assertThat(reservation.body())
        .doesNotContain("data-live")
        .contains("id=\"reserve\" open", "value=\"3 days\"", "value=\"new driver\"")
        .contains("Must be a whole number");
    assertThat(alice.get("/hosts/delta.lab").json()).containsEntry("locked", false);
  }

  @Test
  void marked_hosts_are_reserved_as_far_as_they_may_be_and_given_back() throws Exception {
    web.loggedIn("bob").send("POST", "/hosts/beta.lab/reserve", Map.of());
    Map<String, Object> marked =
        Map.of("hosts", List.of("alpha.lab", "delta.lab", "beta.lab"), "hours", "2");

    List<String> noted = new CopyOnWriteArrayList<>();
    Logger log = Logger.getLogger(Refusals.class.getName());
    log.setFilter(entry -> noted.add(entry.getMessage()));
    browser.post("/hosts/act", csrf(), with(marked, "deed", "reserve"));
    log.setFilter(null);

    assertThat(noted).anyMatch(text -> text.contains("beta.lab is reserved for"));
    assertThat(browser.get("/hosts").body())
        .contains("Reserved 2 hosts. Not beta.lab: beta.lab is reserved for");
    assertThat(alice.get("/hosts/alpha.lab").json()).containsEntry("reserved_for", "alice");
    browser.post("/hosts/act", csrf(), with(marked, "deed", "release"));
    assertThat(alice.get("/hosts/alpha.lab").json()).containsEntry("reserved_for", null);
  }

  @Test
  void hosts_that_somebody_may_use_and_locked_ones_of_somebody_are_found(
      LabBuilder lab, Database database) throws Exception {
    lab.aclGroup("bobs", List.of("bob"), List.of(lab.host("secret.lab")));
    String mine = "/hosts?access=mine&name=.lab";

    assertThat(browser.get(mine).body())
        .contains("host-alpha.lab", "<option value=\"mine\" selected>")
        .doesNotContain("host-secret.lab");
    assertThat(web.browser("bob").get(mine).body()).contains("host-secret.lab");
    assertThat(web.browser("admin").get(mine).body()).contains("host-secret.lab");
    assertThat(alice.get("/hosts?locked_by=alice").items())
        .extracting(host -> host.get("hostname"))
        .containsExactly("zeta.lab");
    assertThat(alice.get("/hosts?accessible_to=nobody").status()).isEqualTo(404);
    assertThat(alice.get("/hosts?labels=kvm&labels=x86*").text())
        .contains("there is no label 'x86*'");
    assertThat(alice.get("/labels?host=nosuch").status()).isEqualTo(404);
    assertThat(alice.get("/acl_groups?user=nosuch").status()).isEqualTo(404);
    assertThat(alice.get("/users?acl=nosuch").status()).isEqualTo(404);
  }

  @Test
  void names_with_signs_of_addresses_are_found_by_their_links(LabBuilder lab) throws Exception {
    lab.host("odd.lab", "c++ & #1");

    String link =
        browser
            .get("/hosts/odd.lab")
            .body()
            .replaceAll("(?s).*href=\"(/hosts\\?label[^\"]*)\".*", "$1");

    assertThat(link).isEqualTo("/hosts?label=c%2B%2B%20%26%20%231");
    assertThat(browser.get(link).body()).contains("host-odd.lab", "href=\"" + link + "\"");
  }

  private String csrf() throws Exception {
    return RunningWeb.csrf(browser.get("/hosts").body());
  }

  private HttpResponse<String> post(String deed, Map<String, ?> fields) throws Exception {
    return browser.post("/hosts/delta.lab/" + deed, csrf(), fields);
  }

  /// The form of alpha.lab as a browser would send it back.
  private Map<String, Object> form() throws Exception {
    String page = browser.get("/hosts/alpha.lab/edit").body();
    Map<String, Object> fields = new LinkedHashMap<>();
    List<String> had = new ArrayList<>();
    HIDDEN
        .matcher(page)
        .results()
        .forEach(
            one -> {
              if (one.group(1).equals("had_labels")) {
                had.add(one.group(2));
              } else {
                fields.put(one.group(1), one.group(2));
              }
            });
    fields.put("had_labels", had);
    fields.put("labels", TICKED.matcher(page).results().map(one -> one.group(1)).toList());
    fields.put("protection", fields.getOrDefault("had_protection", ""));
    fields.put("attributes", fields.getOrDefault("had_attributes", ""));
    return fields;
  }

  private HttpResponse<String> save(Map<String, Object> form, Map<String, ?> changed)
      throws Exception {
    Map<String, Object> fields = new LinkedHashMap<>(form);
    fields.putAll(changed);
    return browser.post("/hosts/alpha.lab/edit", csrf(), fields);
  }

  private static Map<String, Object> with(Map<String, Object> fields, String name, String value) {
    Map<String, Object> all = new LinkedHashMap<>(fields);
    all.put(name, value);
    return all;
  }

  @Test
  void a_host_is_added_locked_and_in_its_groups_at_once(LabBuilder lab) throws Exception {
    lab.aclGroup("kernel", List.of("alice"), List.of());
    Map<String, String> form =
        Map.of(
            "hostname", "new.lab", "acl_groups", "kernel", "locked", "true", "lock_reason", "bare");

    HttpResponse<String> refused =
        browser.post("/hosts/new", csrf(), Map.of("hostname", "new.lab", "lock_reason", "bare"));
    HttpResponse<String> made = browser.post("/hosts/new", csrf(), form);

    assertThat(refused.body())
        .contains("value=\"bare\"", "<p class=\"wrong\" role=\"alert\">Goes with");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(303);
    assertThat(alice.get("/hosts/new.lab").json())
        .containsEntry("locked", true)
        .containsEntry("lock_reason", "bare")
        .containsEntry("acl_groups", List.of("kernel"));
  }

  @Test
  void an_admin_reserves_for_somebody_else_and_for_later_on_the_page() throws Exception {
    Browser admin = web.browser("admin");
    String page = admin.get("/hosts/delta.lab").body();
    assertThat(browser.get("/hosts/delta.lab").body()).doesNotContain("name=\"user\"");

    admin.post(
        "/hosts/delta.lab/reserve",
        RunningWeb.csrf(page),
        Map.of("hours", "2", "user", "alice", "start", "2026-01-03T10:00"));

    assertThat(alice.get("/reservations?host=delta.lab").items().getFirst())
        .containsEntry("holder", "alice")
        .containsEntry("state", "planned")
        .containsEntry("starts_at", "2026-01-03T10:00:00.000Z");
  }
}
