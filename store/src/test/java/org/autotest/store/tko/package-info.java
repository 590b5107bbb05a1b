@NullMarked
package org.autotest.store.tko;

import org.jspecify.annotations.NullMarked;
