/// Failures a person may see, and whose they are.
@NullMarked
package org.autotest.core.failure;

import org.jspecify.annotations.NullMarked;
