/// Processes the harness starts: each the leader of a session of its own, so that it can be ended
/// with everything it started; its output goes line by line into a debug log.
@NullMarked
package org.autotest.client.process;

import org.jspecify.annotations.NullMarked;
