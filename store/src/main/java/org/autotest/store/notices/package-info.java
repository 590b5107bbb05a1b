/// Who is told that a job is over.
@NullMarked
package org.autotest.store.notices;

import org.jspecify.annotations.NullMarked;
