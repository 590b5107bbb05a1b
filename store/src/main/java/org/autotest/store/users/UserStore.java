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

  private static final String SET_LEVEL =
      """
      UPDATE afe_users SET access_level = :level WHERE id = :user
      """;

  private static final String OTHER_ROOTS =
      """
      SELECT id FROM afe_users
      WHERE access_level >= 100 AND id <> :user AND login <> 'autotest_system'
      FOR UPDATE
      """;

  private static final String SET_PREFERENCES =
      """
      UPDATE afe_users
      SET reboot_before = :before, reboot_after = :after, show_experimental = :experimental
      WHERE id = :user
      """;

  private static final String SET_EMAIL =
      """
      UPDATE afe_users SET email = :email WHERE id = :user
      """;

  private static final String SET_DRONE_SET =
      """
      UPDATE afe_users SET drone_set_id = :set WHERE id = :user
      """;

  private static final String EMAIL_OF =
      """
      SELECT email FROM afe_users WHERE login = :login AND email <> ''
      """;

  private static final Pattern EMAIL =
      Pattern.compile("[^\\s,;:@\\p{Cntrl}]+@[^\\s,;:@\\p{Cntrl}]+");
  private static final int EMAIL_CHARS_MAX = 250;

  private final Database database;

  /// What a user prefers.
  ///
  /// @param rebootBefore of jobs that do not say
  /// @param rebootAfter of jobs that do not say
  /// @param showExperimental whether lists offer experimental tests
  public record Preferences(
      RebootBefore rebootBefore, RebootAfter rebootAfter, boolean showExperimental) {}

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

  /// Sets what a user may do.
  ///
  /// @param caller login of a root user
  /// @param accessLevel 0 user, 1 admin, 100 root
  /// @throws BadRequest when there is no such user, it is the last root, or the caller may not
  public void setAccessLevel(String caller, String login, int accessLevel) {
    database.transactVoid(
        handle -> {
          Caller.require(handle, caller).requireRoot("access_level", "changing an access level");
          Problems problems = new Problems();
          checkLevel(accessLevel, problems);
          problems.throwIfAny();
          Caller user = requireChangeable(handle, caller, login);
          boolean isLastRoot =
              user.isRoot()
                  && accessLevel < Caller.ROOT
                  && handle
                      .createQuery(OTHER_ROOTS)
                      .bind("user", user.id())
                      .mapTo(Long.class)
                      .list()
                      .isEmpty();
          if (isLastRoot) {
            throw BadRequest.of(
                Kind.CONFLICT, "access_level", user.login() + " is the last root user");
          }
          handle
              .createUpdate(SET_LEVEL)
              .bind("user", user.id())
              .bind("level", accessLevel)
              .execute();
          LabChanges.append(handle, LabChange.Kind.USER, user.id());
        });
  }

  /// Sets what a user prefers.
  ///
  /// @param caller login of the user, or of a root user
  /// @throws BadRequest when there is no such user or the caller may not
  public void setPreferences(String caller, String login, Preferences preferences) {
    database.transactVoid(
        handle ->
            handle
                .createUpdate(SET_PREFERENCES)
                .bind("user", requireChangeable(handle, caller, login).id())
                .bind("before", preferences.rebootBefore().number())
                .bind("after", preferences.rebootAfter().number())
                .bind("experimental", preferences.showExperimental())
                .execute());
  }

  /// Sets where letters to a user go.
  ///
  /// @param caller login of the user, or of a root user
  /// @param address of e-mail; empty text: nowhere
  /// @throws BadRequest when there is no such user, the caller may not, or it is no address
  public void setEmail(String caller, String login, String address) {
    String mail = address.strip();
    if (!mail.isEmpty() && (mail.length() > EMAIL_CHARS_MAX || !EMAIL.matcher(mail).matches())) {
      throw BadRequest.invalid("email", "'%s' is no e-mail address".formatted(mail));
    }
    database.transactVoid(
        handle ->
            handle
                .createUpdate(SET_EMAIL)
                .bind("user", requireChangeable(handle, caller, login).id())
                .bind("email", mail.isEmpty() ? null : mail)
                .execute());
  }

  /// Sets which drones run a user's jobs that do not ask for a set.
  ///
  /// @param caller login of the user, or of a root user
  /// @param name of the drone set; empty for none
  /// @throws BadRequest when there is no such user or set, or the caller may not
  public void setDroneSet(String caller, String login, Optional<String> name) {
    database.transactVoid(
        handle -> {
          long user = requireChangeable(handle, caller, login).id();
          Optional<Long> set = name.map(its -> DroneSetStore.named(handle, "drone_set", its));
          handle
              .createUpdate(SET_DRONE_SET)
              .bind("user", user)
              .bind("set", set.orElse(null))
              .execute();
          LabChanges.append(handle, LabChange.Kind.USER, user);
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
