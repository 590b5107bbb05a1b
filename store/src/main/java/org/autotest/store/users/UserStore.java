package org.autotest.store.users;

import java.util.Optional;
import java.util.regex.Pattern;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChanges;
import org.autotest.store.access.Caller;
import org.autotest.store.access.Problems;
import org.autotest.store.access.Unique;
import org.autotest.store.drones.DroneSetStore;
import org.jdbi.v3.core.Handle;

/// Accounts. [Caller#SYSTEM] is the caller of programs that act for nobody.
public final class UserStore {
  private static final String LOGIN = "login";

  /// It becomes part of the results path of each of the user's jobs.
  private static final Pattern LOGIN_FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9@._+-]{0,63}");

  private static final Pattern BCRYPT = Pattern.compile("\\$2[abxy]\\$\\d\\d\\$[./A-Za-z0-9]{53}");

  private static final String INSERT =
      """
      INSERT INTO afe_users (login, access_level) VALUES (:login, :level)
      """;

  private static final String JOIN_EVERYONE =
      """
      INSERT INTO afe_acl_groups_users (aclgroup_id, user_id)
      SELECT id, :user FROM afe_acl_groups WHERE name = 'Everyone'
      """;

  private static final String SET_PASSWORD =
      """
      INSERT INTO afe_credentials (user_id, password_hash, changed_at) VALUES (:user, :hash, :now)
      ON DUPLICATE KEY UPDATE password_hash = VALUES(password_hash), changed_at = VALUES(changed_at)
      """;

  private static final String FORGET_TOKENS =
      """
      DELETE FROM afe_api_tokens WHERE user_id = :user
      """;

  private static final String MODIFY =
      """
      UPDATE afe_users
      SET access_level = COALESCE(:level, access_level),
        reboot_before = COALESCE(:before, reboot_before),
        reboot_after = COALESCE(:after, reboot_after),
        show_experimental = COALESCE(:experimental, show_experimental),
        email = IF(:set_email, :email, email),
        drone_set_id = IF(:set_drones, :drones, drone_set_id)
      WHERE id = :user
      """;

  private static final String OTHER_ROOTS =
      """
      SELECT id FROM afe_users
      WHERE access_level >= 100 AND id <> :user AND login <> 'autotest_system'
      FOR UPDATE
      """;

  private static final String EMAIL_OF =
      """
      SELECT email FROM afe_users WHERE login = :login AND email <> ''
      """;

  private static final Pattern EMAIL =
      Pattern.compile("[^\\s,;:@\\p{Cntrl}]+@[^\\s,;:@\\p{Cntrl}]+");
  private static final int EMAIL_CHARS_MAX = 250;

  private final Database database;

  public UserStore(Database database) {
    this.database = database;
  }

  /// Makes an account, a member of `Everyone`.
  ///
  /// @param caller login of a root user
  /// @param accessLevel 0 user, 1 admin, 100 root
  /// @param passwordHash bcrypt; empty for somebody who cannot log in with a password
  /// @throws BadRequest when the login is taken or has another form, or the caller may not
  public void create(String caller, String login, int accessLevel, Optional<String> passwordHash) {
    String name = login.strip();
    Unique.orRefuse(
        () -> database.transact(handle -> insert(handle, caller, name, accessLevel, passwordHash)),
        () -> BadRequest.of(Kind.CONFLICT, LOGIN, "there is a user '%s' already".formatted(name)));
  }

  private static long insert(
      Handle handle, String caller, String login, int level, Optional<String> passwordHash) {
    Caller.require(handle, caller).requireRoot(LOGIN, "creating a user");
    check(login, level, passwordHash);
    long id =
        handle
            .createUpdate(INSERT)
            .bind("login", login)
            .bind("level", level)
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one();
    handle.createUpdate(JOIN_EVERYONE).bind("user", id).execute();
    passwordHash.ifPresent(hash -> setHash(handle, id, hash));
    LabChanges.append(handle, LabChange.Kind.USER, id);
    return id;
  }

  private static void check(String login, int accessLevel, Optional<String> passwordHash) {
    Problems problems = new Problems();
    if (!LOGIN_FORM.matcher(login).matches()) {
      problems.add(
          LOGIN,
          "'%s' is no login: 1 to 64 letters, digits and @ . _ + -, starting with a letter or digit"
              .formatted(login));
    }
    checkLevel(accessLevel, problems);
    passwordHash.ifPresent(hash -> checkHash(hash, problems));
    problems.throwIfAny();
  }

  private static void checkLevel(int accessLevel, Problems problems) {
    if (accessLevel != 0 && accessLevel != Caller.ADMIN && accessLevel != Caller.ROOT) {
      problems.add("access_level", "is %d, must be 0, 1 or 100".formatted(accessLevel));
    }
  }

  private static void checkHash(String hash, Problems problems) {
    if (!BCRYPT.matcher(hash).matches()) {
      problems.add("password", "the hash given is no bcrypt hash");
    }
  }

  /// Sets a password. All tokens and sessions of the user end.
  ///
  /// @param caller login of the user, or of a root user
  /// @param passwordHash bcrypt
  /// @throws BadRequest when there is no such user or the caller may not
  public void setPassword(String caller, String login, String passwordHash) {
    database.transactVoid(
        handle -> {
          Caller user = requireChangeable(handle, caller, login);
          Problems problems = new Problems();
          checkHash(passwordHash, problems);
          problems.throwIfAny();
          setHash(handle, user.id(), passwordHash);
          handle.createUpdate(FORGET_TOKENS).bind("user", user.id()).execute();
        });
  }

  private static void setHash(Handle handle, long user, String hash) {
    handle
        .createUpdate(SET_PASSWORD)
        .bind("user", user)
        .bind("hash", hash)
        .bind("now", Database.now(handle))
        .execute();
  }

  /// Changes a user: all of it, or nothing.
  ///
  /// @param caller login of the user, or of a root user; a level needs a root user
  /// @throws BadRequest when there is no such user or drone set, it is the last root, the address
  ///   is none, or the caller may not
  public void modify(String caller, String login, UserEdit edit) {
    Problems problems = new Problems();
    edit.accessLevel().ifPresent(level -> checkLevel(level, problems));
    edit.email().ifPresent(address -> checkEmail(address.strip(), problems));
    problems.throwIfAny();
    database.transactVoid(
        handle -> {
          if (edit.accessLevel().isPresent()) {
            Caller.require(handle, caller).requireRoot("access_level", "changing an access level");
          }
          Caller user = requireChangeable(handle, caller, login);
          edit.accessLevel()
              .filter(level -> level < Caller.ROOT)
              .ifPresent(_ -> requireOtherRoot(handle, user, "access_level"));
          modify(handle, user, edit);
          LabChanges.append(handle, LabChange.Kind.USER, user.id());
        });
  }

  private static void modify(Handle handle, Caller user, UserEdit edit) {
    Optional<Long> drones =
        edit.droneSet()
            .filter(set -> !set.isBlank())
            .map(set -> DroneSetStore.named(handle, "drone_set", set));
    handle
        .createUpdate(MODIFY)
        .bind("user", user.id())
        .bind("level", edit.accessLevel().orElse(null))
        .bind("before", edit.rebootBefore().map(RebootBefore::number).orElse(null))
        .bind("after", edit.rebootAfter().map(RebootAfter::number).orElse(null))
        .bind("experimental", edit.showExperimental().orElse(null))
        .bind("set_email", edit.email().isPresent())
        .bind("email", edit.email().map(String::strip).filter(a -> !a.isEmpty()).orElse(null))
        .bind("set_drones", edit.droneSet().isPresent())
        .bind("drones", drones.orElse(null))
        .execute();
  }

  private static void checkEmail(String mail, Problems problems) {
    if (!mail.isEmpty() && (mail.length() > EMAIL_CHARS_MAX || !EMAIL.matcher(mail).matches())) {
      problems.add("email", "'%s' is no e-mail address".formatted(mail));
    }
  }

  private static void requireOtherRoot(Handle handle, Caller user, String field) {
    boolean isLast =
        user.isRoot()
            && handle
                .createQuery(OTHER_ROOTS)
                .bind("user", user.id())
                .mapTo(Long.class)
                .list()
                .isEmpty();
    if (isLast) {
      throw BadRequest.of(Kind.CONFLICT, field, user.login() + " is the last root user");
    }
  }

  /// Deletes a user: sessions and tokens end, jobs and what happened stay. Special tasks that the
  /// user asked for are Autotest's own from then on.
  ///
  /// @param caller login of a root user
  /// @throws BadRequest when there is no such user, it is the last root, they have jobs that are
  ///   not finished, recurring runs or reservations, or the caller may not
  public void delete(String caller, String login) {
    database.transactVoid(
        handle -> {
          Caller.require(handle, caller).requireRoot(LOGIN, "deleting a user");
          Caller user = requireChangeable(handle, caller, login);
          requireOtherRoot(handle, user, LOGIN);
          UserDeletion.delete(handle, user);
        });
  }

  /// Where letters to a user go; empty: nowhere.
  public Optional<String> email(String login) {
    return database.read(
        handle -> handle.createQuery(EMAIL_OF).bind("login", login).mapTo(String.class).findOne());
  }

  private static Caller requireChangeable(Handle handle, String caller, String login) {
    Caller asking = Caller.require(handle, caller);
    if (!asking.isRoot() && !asking.login().equalsIgnoreCase(login.strip())) {
      throw BadRequest.of(Kind.FORBIDDEN, LOGIN, "changing another user needs a root user");
    }
    Optional<Caller> user = Caller.find(handle, login.strip());
    if (user.isEmpty()) {
      throw BadRequest.of(Kind.NOT_FOUND, LOGIN, "no user '%s'".formatted(login));
    }
    if (user.get().login().equals(Caller.SYSTEM)) {
      throw BadRequest.of(
          Kind.FORBIDDEN, LOGIN, Caller.SYSTEM + " is Autotest itself and stays as it is");
    }
    return user.get();
  }
}
