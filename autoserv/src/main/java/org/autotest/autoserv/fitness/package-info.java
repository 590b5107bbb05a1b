/// Whether a machine is fit to run tests, and what can be done so that it is: verify, repair,
/// cleanup.
@NullMarked
package org.autotest.autoserv.fitness;

import org.jspecify.annotations.NullMarked;
