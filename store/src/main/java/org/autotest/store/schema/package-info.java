/// The tables: numbered migrations (as resources) and what brings a database up to date.
@NullMarked
package org.autotest.store.schema;

import org.jspecify.annotations.NullMarked;
