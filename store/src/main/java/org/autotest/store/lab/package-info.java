/// The dispatcher's tables: the picture of the lab it plans from, the compare-and-set changes it
/// makes, executions, leases and the event log; and the explanation of a waiting entry, which front
/// ends may ask for.
@NullMarked
package org.autotest.store.lab;

import org.jspecify.annotations.NullMarked;
