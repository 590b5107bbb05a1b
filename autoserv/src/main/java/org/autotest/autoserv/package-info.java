/// One execution: one process that controls one or more machines over SSH. No database.
@NullMarked
package org.autotest.autoserv;

import org.jspecify.annotations.NullMarked;
