/// Tests that are programs: the exit status says how they went.
@NullMarked
package org.autotest.client.executable;

import org.jspecify.annotations.NullMarked;
