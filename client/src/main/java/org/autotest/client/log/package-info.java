/// The debug logs: four files by level for the job and for each test, and the console. Times come
/// from the clock that is handed in.
@NullMarked
package org.autotest.client.log;

import org.jspecify.annotations.NullMarked;
