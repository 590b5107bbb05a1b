/// What is known of the machine: collected at each boot, after each test, around each iteration.
/// Reads files in this process where a read can give it; the few commands that remain run beside
/// the job. Nothing here can fail a test: what cannot be collected says so in its file, or is left
/// out.
@NullMarked
package org.autotest.client.sysinfo;

import org.jspecify.annotations.NullMarked;
