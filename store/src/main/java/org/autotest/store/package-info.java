/// Everything SQL: migrations, the embedded MariaDB, and one store per subject. Nobody outside this
/// module sees `java.sql`.
@NullMarked
package org.autotest.store;

import org.jspecify.annotations.NullMarked;
