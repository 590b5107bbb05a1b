package org.autotest.app.demo;

import java.util.List;
import java.util.Optional;
import org.autotest.app.lab.Accounts;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.hosts.HostStore;
import org.autotest.store.hosts.LabelEdit;
import org.autotest.store.hosts.LabelStore;
import org.autotest.store.hosts.NewHost;
import org.autotest.store.users.AclStore;
import org.autotest.store.users.UserEdit;

/// What the demo's database holds at first: three users, labels, two groups, four hosts.
final class DemoSeed {
  static final String ADMIN = "admin";

  private final Database database;
  private final Accounts accounts;

  DemoSeed(Database database) {
    this.database = database;
    this.accounts = new Accounts(database);
  }

  /// Fills an empty database.
  ///
  /// @return the password of [#ADMIN], which is stored nowhere
  String plant() {
    String password = accounts.newPassword();
    accounts.add(ADMIN, Accounts.Level.ROOT, password);
    accounts.add("alice", Accounts.Level.ADMIN, accounts.newPassword());
    accounts.add("bob", Accounts.Level.USER, accounts.newPassword());
    for (String login : List.of(ADMIN, "alice", "bob")) {
      accounts.modify(login, UserEdit.NOTHING.reboots(RebootBefore.NEVER, RebootAfter.NEVER));
    }
    plantLabels();
    plantHosts();
    return password;
  }

  private void plantLabels() {
    LabelStore labels = new LabelStore(database);
    labels.create(Caller.SYSTEM, "x86_64", LabelEdit.PLATFORM);
    labels.create(Caller.SYSTEM, "demo", LabelEdit.PLAIN);
    labels.create(Caller.SYSTEM, "kernel-team", LabelEdit.PLAIN);
    labels.create(
        Caller.SYSTEM,
        "rare-hardware",
        new LabelEdit(Optional.empty(), Optional.empty(), Optional.of(true)));
  }

  private void plantHosts() {
    HostStore hosts = new HostStore(database);
    hosts.create(Caller.SYSTEM, NewHost.of("demo1", "x86_64", "demo"));
    hosts.create(Caller.SYSTEM, NewHost.of("demo2", "x86_64", "demo"));
    hosts.create(Caller.SYSTEM, NewHost.of("demo3", "x86_64", "demo", "kernel-team"));
    hosts.create(Caller.SYSTEM, NewHost.of("demo4", "x86_64", "demo", "rare-hardware"));
    AclStore groups = new AclStore(database);
    groups.create(DemoSeed.ADMIN, "kernel", "The machines of the kernel team");
    groups.add(ADMIN, "kernel", List.of("alice"), List.of("demo3"));
  }
}
