package org.autotest.store.access;

import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.jdbi.v3.core.Handle;

/// The user on whose behalf something is written, read in the transaction that writes it.
///
/// @param login as it was registered
/// @param accessLevel 0 user, 1 admin, 100 root
/// @param rebootBefore for jobs that do not say
/// @param rebootAfter for jobs that do not say
/// @param droneSet the user's default set of drones
public record Caller(
    long id,
    String login,
    int accessLevel,
    RebootBefore rebootBefore,
    RebootAfter rebootAfter,
    Optional<Long> droneSet) {

  /// The user in whose name Autotest itself acts; root, cannot log in, cannot be changed.
  public static final String SYSTEM = "autotest_system";

  /// From here on rights of groups do not matter.
  public static final int ROOT = 100;

  /// From here on somebody may change what all share: labels, the catalogue of tests.
  public static final int ADMIN = 1;

  private static final String FIND =
      """
      SELECT id, login, access_level, reboot_before, reboot_after, drone_set_id
      FROM afe_users
      WHERE login = :login
      """;

  /// Finds the caller.
  ///
  /// @throws BadRequest of kind `UNAUTHENTICATED` when there is no such user, or no longer
  public static Caller require(Handle handle, String login) {
    return find(handle, login)
        .orElseThrow(
            () -> BadRequest.of(Kind.UNAUTHENTICATED, "login", "no user '%s'".formatted(login)));
  }

  /// Finds any user; empty when there is none of that login.
  public static Optional<Caller> find(Handle handle, String login) {
    return handle
        .createQuery(FIND)
        .bind("login", login)
        .map(
            (row, context) ->
                new Caller(
                    row.getLong("id"),
                    row.getString("login"),
                    row.getInt("access_level"),
                    RebootBefore.ofNumber(row.getInt("reboot_before")),
                    RebootAfter.ofNumber(row.getInt("reboot_after")),
                    Optional.ofNullable(row.getObject("drone_set_id", Long.class))))
        .findOne();
  }

  /// May do everything to everything.
  public boolean isRoot() {
    return accessLevel >= ROOT;
  }

  /// May change what all share.
  public boolean isAdmin() {
    return accessLevel >= ADMIN;
  }

  /// Refuses a caller who is not root.
  ///
  /// @param what they tried, as in "… needs a root user": `creating a user`
  public void requireRoot(String field, String what) {
    if (!isRoot()) {
      throw BadRequest.of(
          Kind.FORBIDDEN, field, "%s needs a root user; %s is none".formatted(what, login));
    }
  }

  /// Refuses a caller who is neither admin nor root.
  ///
  /// @param what they tried, as in "… needs an admin"
  public void requireAdmin(String field, String what) {
    if (!isAdmin()) {
      throw BadRequest.of(
          Kind.FORBIDDEN, field, "%s needs an admin; %s is none".formatted(what, login));
    }
  }
}
