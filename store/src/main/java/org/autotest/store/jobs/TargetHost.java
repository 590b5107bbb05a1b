package org.autotest.store.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;

/// A host that a new job names.
///
/// @param invalid deleted, or there for one job only
record TargetHost(long id, String hostname, boolean invalid, String status) {
  static TargetHost of(ResultSet row) throws SQLException {
    return new TargetHost(
        row.getLong("id"),
        row.getString("hostname"),
        row.getBoolean("invalid"),
        row.getString("status"));
  }
}
