@NullMarked
package org.autotest.store;

import org.jspecify.annotations.NullMarked;
