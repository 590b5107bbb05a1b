/// Runs what `./autotest build` made, as a user does: programs of `dist/bin`, in processes of their
/// own, with their state in temporary directories.
@NullMarked
package org.autotest.endtoend;

import org.jspecify.annotations.NullMarked;
