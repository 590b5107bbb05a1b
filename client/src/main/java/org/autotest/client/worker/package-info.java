/// Worker processes and what the harness does with them: starts them, speaks to them over the
/// bridge, uses a Java worker for one test after the other, ends them with everything they started.
/// Also the program that runs inside of a Java worker.
@NullMarked
package org.autotest.client.worker;

import org.jspecify.annotations.NullMarked;
