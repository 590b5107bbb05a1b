/// The command line: what an execution is asked to do.
@NullMarked
package org.autotest.autoserv.command;

import org.jspecify.annotations.NullMarked;
