package org.autotest.store.views;

import java.util.Collection;
import java.util.List;
import org.autotest.core.failure.BadRequest;
import org.autotest.store.Database;

/// Whether there is what a list is to be narrowed by, so that a slip of the pen is told and not
/// answered by an empty list.
public final class KnownNames {
  private final Database database;

  /// What can be named.
  public enum Kind {
    LABEL("label", "SELECT 1 FROM afe_labels WHERE invalid = 0 AND name = :name LIMIT 1"),
    HOST("host", "SELECT 1 FROM afe_hosts WHERE invalid = 0 AND hostname = :name LIMIT 1"),
    USER("user", "SELECT 1 FROM afe_users WHERE login = :name LIMIT 1"),
    ACL_GROUP("access group", "SELECT 1 FROM afe_acl_groups WHERE name = :name LIMIT 1");

    private final String noun;
    private final String one;

    Kind(String noun, String one) {
      this.noun = noun;
      this.one = one;
    }
  }

  public KnownNames(Database database) {
    this.database = database;
  }

  /// Refuses names that nothing has.
  ///
  /// @param field wire name of the argument that named them
  /// @throws BadRequest of kind `NOT_FOUND`, with those names
  public void require(String field, Kind kind, Collection<String> names) {
    List<String> unknown =
        database.read(
            handle ->
                names.stream()
                    .filter(
                        name ->
                            handle
                                .createQuery(kind.one)
                                .bind("name", name)
                                .mapTo(Integer.class)
                                .findOne()
                                .isEmpty())
                    .map("'%s'"::formatted)
                    .toList());
    if (!unknown.isEmpty()) {
      throw BadRequest.of(
          BadRequest.Kind.NOT_FOUND,
          field,
          "there is no %s %s".formatted(kind.noun, String.join(", ", unknown)));
    }
  }
}
