/// Matches queued jobs to idle machines and runs one autoserv process for each.
@NullMarked
package org.autotest.dispatcher;

import org.jspecify.annotations.NullMarked;
