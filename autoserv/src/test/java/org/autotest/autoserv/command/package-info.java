/// Tests of the command line.
@NullMarked
package org.autotest.autoserv.command;

import org.jspecify.annotations.NullMarked;
