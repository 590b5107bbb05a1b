/// Runs the control files of `golden/` through the real `autotest-local` and compares what it
/// leaves with what the original left.
@NullMarked
package org.autotest.client.golden;

import org.jspecify.annotations.NullMarked;
