package org.autotest.store;

import java.sql.SQLException;
import org.jdbi.v3.core.JdbiException;

/// A statement made by JDBC alone failed. Of the family that JDBI throws for its own statements, so
/// that a transaction treats both alike.
public final class JdbcFailed extends JdbiException {
  private static final long serialVersionUID = 1L;

  public JdbcFailed(SQLException cause) {
    super(cause);
  }
}
