/// What an execution writes into its results directory: status log, logs, failure, notes for those
/// who come after, and the files received from machines, which are not trusted.
@NullMarked
package org.autotest.autoserv.results;

import org.jspecify.annotations.NullMarked;
