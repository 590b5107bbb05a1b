package org.autotest.web.hosts;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.TaskType;
import org.autotest.web.action.HostWriting;
import org.autotest.web.page.Forms;
import org.autotest.web.page.Refusals;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// What is done to several hosts at once: to all of them, or to none.
public final class HostBulkPages {
  private final HostWriting writing;
  private final Visit.Site site;

  public HostBulkPages(HostWriting writing, Visit.Site site) {
    this.writing = writing;
    this.site = site;
  }

  /// `/hosts/act`: takes the buttons for the marked hosts.
  public void act(Context http) {
    Visit visit = Visit.of(http, site);
    List<String> hosts = http.formParams("hosts");
    String back = Optional.ofNullable(http.formParam("back")).orElse("/hosts");
    if (hosts.isEmpty()) {
      visit.goTo(back, "Nothing was done: no host is marked.");
      return;
    }
    try {
      visit.goTo(back, done(visit, hosts));
    } catch (BadRequest refused) {
      Refusals.note(http, refused);
      visit.goTo(back, "Nothing was done: %s.".formatted(refused.problem()));
    }
  }

  private String done(Visit visit, List<String> hosts) {
    String login = visit.visitor().login();
    String deed = Forms.text(visit.http(), "deed");
    String count = Words.count(hosts.size(), "host");
    return switch (deed) {
      case "lock" -> {
        String why = Forms.text(visit.http(), "lock_reason");
        writing.lock(login, hosts, why);
        yield "Locked %s.".formatted(count);
      }
      case "unlock" -> {
        writing.unlock(login, hosts);
        yield "Unlocked %s.".formatted(count);
      }
      case "reverify" -> {
        writing.request(login, hosts, TaskType.VERIFY);
        yield "Asked for %s to be verified.".formatted(count);
      }
      case "repair" -> {
        writing.request(login, hosts, TaskType.REPAIR);
        yield "Asked for %s to be repaired.".formatted(count);
      }
      default -> throw BadRequest.invalid("deed", "must be lock, unlock, reverify or repair");
    };
  }
}
