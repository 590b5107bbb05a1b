package org.autotest.store.hosts;

import java.util.List;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.host.Host;
import org.autotest.store.access.AclGroup;
import org.autotest.store.access.Caller;
import org.autotest.store.access.EveryoneRule;
import org.autotest.store.access.Names;
import org.autotest.store.access.Problems;
import org.autotest.store.access.Unique;
import org.jdbi.v3.core.Handle;

/// Puts a host that is being added into its ACL groups, and makes the labels and groups that are
/// missing when that was asked for.
final class NewMember {
  private static final String GROUPS = "acl_groups";

  private final Handle handle;
  private final Caller caller;

  NewMember(Handle handle, Caller caller) {
    this.handle = handle;
    this.caller = caller;
  }

  /// Does it. Labels are only made, not put on.
  ///
  /// @throws BadRequest when a group is unknown and is not to be made, or the caller may not change
  ///   it
  void enter(long host, NewHost.Belongs belongs) {
    if (belongs.createMissing()) {
      for (String label : belongs.labels()) {
        LabelStore.ensure(handle, "labels", label, LabelEdit.PLAIN);
      }
      belongs
          .platform()
          .ifPresent(name -> LabelStore.ensure(handle, "platform", name, LabelEdit.PLATFORM));
    }
    for (String name : belongs.groups()) {
      if (!name.strip().equalsIgnoreCase(Host.EVERYONE)) {
        group(name, belongs.createMissing())
            .requireChangeable(caller, GROUPS)
            .addHosts(handle, List.of(host));
      }
    }
    EveryoneRule.apply(handle, List.of(host));
  }

  private AclGroup group(String name, boolean create) {
    return AclGroup.find(handle, caller, name)
        .orElseGet(
            () -> {
              if (!create) {
                throw BadRequest.invalid(
                    GROUPS,
                    "unknown access group: %s; make it with: atest acl create, or under Admin"
                        .formatted(name));
              }
              Problems problems = new Problems();
              String checked = Names.listable(problems, GROUPS, name);
              problems.throwIfAny();
              return Unique.orRefuse(
                  () -> AclGroup.insert(handle, caller, checked, ""),
                  () -> madeMeanwhile(GROUPS, checked));
            });
  }

  /// Somebody else made at the same moment what was missing.
  static BadRequest madeMeanwhile(String field, String name) {
    return BadRequest.of(
        Kind.CONFLICT,
        field,
        "'%s' was made by somebody else meanwhile; try again".formatted(name));
  }
}
