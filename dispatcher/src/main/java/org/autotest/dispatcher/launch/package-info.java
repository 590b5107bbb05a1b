/// Starting autoserv, watching it, stopping it: whatever runs as a process of its own and outlives
/// the dispatcher.
///
/// **Allowed here:** processes and `/proc`. **Not allowed:** SQL, and any opinion on what to start.
@NullMarked
package org.autotest.dispatcher.launch;

import org.jspecify.annotations.NullMarked;
