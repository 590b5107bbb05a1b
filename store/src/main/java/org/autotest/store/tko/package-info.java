/// The results database: what the parser made of a results directory, as rows.
@NullMarked
package org.autotest.store.tko;

import org.jspecify.annotations.NullMarked;
