/// Looks at the sources as text: length, leftovers, and the pages printed from the code.
@NullMarked
package org.autotest.tidy;

import org.jspecify.annotations.NullMarked;
