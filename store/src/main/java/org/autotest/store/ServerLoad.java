package org.autotest.store;

/// What a database server has done so far, by its own count.
///
/// @param statements of all clients since the server was started
public record ServerLoad(long statements) {
  private static final String QUESTIONS =
      """
      SELECT variable_value FROM information_schema.global_status
      WHERE variable_name = 'QUESTIONS'
      """;

  /// Asks the server; that is a statement too.
  public static ServerLoad of(Database database) {
    return new ServerLoad(
        database.read(handle -> handle.createQuery(QUESTIONS).mapTo(Long.class).one()));
  }
}
