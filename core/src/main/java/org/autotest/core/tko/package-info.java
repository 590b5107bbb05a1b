/// From a results directory to the rows of the results database, as a pure function.
@NullMarked
package org.autotest.core.tko;

import org.jspecify.annotations.NullMarked;
