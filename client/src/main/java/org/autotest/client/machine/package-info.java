/// What a job does to the machine as a whole: its programs, its boot loader, its kernel, its
/// partitions, and how a job is taken up again after a boot.
@NullMarked
package org.autotest.client.machine;

import org.jspecify.annotations.NullMarked;
