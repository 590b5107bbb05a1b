/// Everything that speaks SQL: the connection to MariaDB, its transactions, and the outbox by which
/// writers tell the dispatcher what changed.
///
/// **Allowed here and below:** core, JDBC, JDBI, Flyway, Hikari. **Not allowed:** any other module
/// of ours. `java.sql` and JDBI types do not leave the packages of this module, except the handle
/// that a transaction hands to code inside it.
///
/// Conventions of the schema: times are UTC `DATETIME(3)`, so every instant is cut to milliseconds;
/// names compare without case and accents; ids start at 1.
@NullMarked
package org.autotest.store;

import org.jspecify.annotations.NullMarked;
