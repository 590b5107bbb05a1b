/// Jobs that come again by themselves: when they are due, and making them once each time.
@NullMarked
package org.autotest.store.recurring;

import org.jspecify.annotations.NullMarked;
