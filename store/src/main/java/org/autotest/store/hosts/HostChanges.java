package org.autotest.store.hosts;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.host.Protection;
import org.autotest.core.results.Keyvals;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.access.EventLog;
import org.autotest.store.access.Problems;
import org.autotest.store.hosts.HostEdit.LockChange;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Applies the parts of a [HostEdit] to locked rows.
final class HostChanges {
  private static final int ATTRIBUTE_CHARS_MAX = 90;
  private static final int VALUE_CHARS_MAX = 300;
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");
  private static final int REASON_CHARS_MAX = 500;

  private static final String LOCK =
      """
      UPDATE afe_hosts
      SET locked = 1, locked_by_id = :by, lock_time = :now, lock_reason = :reason,
        lock_expires = :expires, dirty = 1
      WHERE id = :id
      """;

  private static final String UNLOCK =
      """
      UPDATE afe_hosts
      SET locked = 0, locked_by_id = NULL, lock_time = NULL, lock_reason = NULL,
        lock_expires = NULL
      WHERE id = :id
      """;

  private static final String PROTECT =
      """
      UPDATE afe_hosts SET protection = :protection WHERE id = :id
      """;

  private static final String SET_ATTRIBUTE =
      """
      INSERT INTO afe_host_attributes (host_id, attribute, value) VALUES (?, ?, ?)
      ON DUPLICATE KEY UPDATE value = VALUES(value)
      """;

  private static final String REMOVE_ATTRIBUTE =
      """
      DELETE FROM afe_host_attributes WHERE host_id = ? AND attribute = ?
      """;

  private final Handle handle;
  private final Caller caller;

  HostChanges(Handle handle, Caller caller) {
    this.handle = handle;
    this.caller = caller;
  }

  /// What can be said of an edit without looking at the database.
  static void check(HostEdit edit, Instant now, Problems problems) {
    edit.attributes()
        .forEach(
            (name, value) -> {
              // What is there already can be removed, whatever it is called.
              boolean isName = Keyvals.isKey(name) && name.length() <= ATTRIBUTE_CHARS_MAX;
              if (!isName && !value.isEmpty()) {
                problems.add(
                    "attributes",
                    "'%s' is no name: letters, digits and . _ - only, at most %d"
                        .formatted(name, ATTRIBUTE_CHARS_MAX));
              } else if (CONTROL.matcher(value).find()) {
                problems.add(
                    "attributes",
                    "the value of %s has a line end or another control character".formatted(name));
              } else if (value.length() > VALUE_CHARS_MAX) {
                problems.add(
                    "attributes",
                    "the value of %s has %d characters, more than %d"
                        .formatted(name, value.length(), VALUE_CHARS_MAX));
              }
            });
    edit.lock()
        .ifPresent(
            change -> {
              if (change instanceof LockChange.Lock(String reason, Optional<Instant> expires)) {
                if (reason.length() > REASON_CHARS_MAX) {
                  problems.add(
                      "lock_reason",
                      "has %d characters, more than %d"
                          .formatted(reason.length(), REASON_CHARS_MAX));
                }
                if (expires.isPresent() && !expires.get().isAfter(now)) {
                  problems.add("lock_expires", "lies in the past");
                }
              }
            });
  }

  /// @param labelField wire name of the argument that names labels to put on
  void labels(List<Long> hosts, HostEdit edit, String labelField) {
    HostLabels labels = new HostLabels(handle);
    Set<String> added = new LinkedHashSet<>(edit.addLabels());
    labels.remove(hosts, labels.named("remove_labels", edit.removeLabels()));
    labels.add(hosts, labels.named(labelField, edit.addLabels()));
    edit.platform()
        .ifPresent(
            platform -> {
              long id = labels.platform(platform);
              labels.removePlatforms(hosts);
              labels.add(hosts, List.of(id));
              added.add(platform);
            });
    if (!added.isEmpty()) {
      labels.requireFit(hosts, labelField);
    }
    note(hosts, "labels put on: ", added);
    note(hosts, "labels taken off: ", edit.removeLabels());
  }

  private void note(List<Long> hosts, String what, Set<String> labels) {
    if (!labels.isEmpty()) {
      EventLog.hostsNoted(handle, hosts, what + Problems.listed(labels), caller.login());
    }
  }

  void lock(List<HostRow> hosts, LockChange change) {
    switch (change) {
      case LockChange.Lock(String reason, Optional<Instant> expires) -> {
        for (HostRow host : hosts) {
          lock(host, reason, expires);
        }
      }
      case LockChange.Unlock() -> {
        for (HostRow host : hosts) {
          unlock(host);
        }
      }
    }
  }

  private void lock(HostRow host, String reason, Optional<Instant> expires) {
    if (host.locked()) {
      throw BadRequest.of(
          Kind.CONFLICT,
          "locked",
          "%s is locked already, by %s%s"
              .formatted(
                  host.hostname(),
                  host.lockedBy().orElse("somebody who is gone"),
                  host.lockTime().map(at -> " since " + at).orElse("")));
    }
    handle
        .createUpdate(LOCK)
        .bind("id", host.id())
        .bind("by", caller.id())
        .bind("now", Database.now(handle))
        .bind("reason", reason.isBlank() ? null : reason.strip())
        .bind("expires", expires.orElse(null))
        .execute();
  }

  private void unlock(HostRow host) {
    if (!host.locked()) {
      throw BadRequest.of(Kind.CONFLICT, "locked", host.hostname() + " is not locked");
    }
    handle.createUpdate(UNLOCK).bind("id", host.id()).execute();
  }

  void protect(List<Long> hosts, Protection protection) {
    for (Long host : hosts) {
      handle
          .createUpdate(PROTECT)
          .bind("id", host)
          .bind("protection", protection.number())
          .execute();
    }
  }

  void attributes(List<Long> hosts, Map<String, String> attributes) {
    try (PreparedBatch set = handle.prepareBatch(SET_ATTRIBUTE);
        PreparedBatch remove = handle.prepareBatch(REMOVE_ATTRIBUTE)) {
      for (Long host : hosts) {
        attributes.forEach(
            (name, value) -> {
              if (value.isEmpty()) {
                remove.add(host, name);
              } else {
                set.add(host, name, value);
              }
            });
      }
      if (set.size() > 0) {
        set.execute();
      }
      if (remove.size() > 0) {
        remove.execute();
      }
    }
  }
}
