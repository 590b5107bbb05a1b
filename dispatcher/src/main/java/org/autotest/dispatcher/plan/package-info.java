/// Decides what happens next. [Lab] is the picture of the lab in memory, indexed so that a decision
/// costs as much as what changed and not as much as what exists; [Planner] turns it into
/// [Decision]s, each with its reason.
///
/// **Allowed here:** values and pure functions over them. **Not allowed:** SQL, files, processes,
/// threads, the clock.
@NullMarked
package org.autotest.dispatcher.plan;

import org.jspecify.annotations.NullMarked;
