/// Programs of the lab that are killed at every row of the life tables, and what is lost by it.
@NullMarked
package org.autotest.app.bench.crash;

import org.jspecify.annotations.NullMarked;
