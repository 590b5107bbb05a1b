/// The vocabulary of Autotest: what a job, a host, a status line *is*, and which changes are legal.
///
/// **Allowed here:** records, enums, sealed interfaces, pure functions, and file formats read from
/// and written to a `Path` the caller hands in. **Not allowed:** sockets, processes, threads, SQL,
/// reading the clock, reading the environment.
@NullMarked
package org.autotest.core;

import org.jspecify.annotations.NullMarked;
