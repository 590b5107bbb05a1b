/// Looks at the compiled classes: who uses whom.
@NullMarked
package org.autotest.architecture;

import org.jspecify.annotations.NullMarked;
