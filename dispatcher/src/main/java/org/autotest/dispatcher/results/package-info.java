/// The files of an execution that the dispatcher writes and reads: what autoserv is given, what the
/// dispatcher adds afterwards, how it ended, and the reading of results into the results database.
///
/// **Allowed here:** files below the results root. **Not allowed:** processes.
@NullMarked
package org.autotest.dispatcher.results;

import org.jspecify.annotations.NullMarked;
