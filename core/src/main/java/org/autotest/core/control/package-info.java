/// Control files: what they say of themselves, read without running them.
@NullMarked
package org.autotest.core.control;

import org.jspecify.annotations.NullMarked;
