/// One test: where it lies, what it declares, its life from the first to the last phase, and the
/// base class of tests written in Java. Knows nothing of jobs, control files or the way a test's
/// process is reached.
@NullMarked
package org.autotest.client.test;

import org.jspecify.annotations.NullMarked;
