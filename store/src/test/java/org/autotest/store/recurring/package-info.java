@NullMarked
package org.autotest.store.recurring;

import org.jspecify.annotations.NullMarked;
