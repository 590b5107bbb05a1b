/// Readers of what machines and people write, on texts that nobody would write.
@NullMarked
package org.autotest.core.fuzz;

import org.jspecify.annotations.NullMarked;
