/// Tests of what comes after a run that went wrong.
@NullMarked
package org.autotest.autoserv.crash;

import org.jspecify.annotations.NullMarked;
