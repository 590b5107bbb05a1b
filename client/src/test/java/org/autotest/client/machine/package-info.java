/// Tests of what a job does to the machine, as far as it can be seen without one.
@NullMarked
package org.autotest.client.machine;

import org.jspecify.annotations.NullMarked;
