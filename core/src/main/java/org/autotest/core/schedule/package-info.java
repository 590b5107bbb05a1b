/// Which host may run which entry, and in words why one waits: pure rules, shared by the
/// dispatcher, which decides by them, and by the front ends, which explain by them.
@NullMarked
package org.autotest.core.schedule;

import org.jspecify.annotations.NullMarked;
