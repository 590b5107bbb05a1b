@NullMarked
package org.autotest.store.notices;

import org.jspecify.annotations.NullMarked;
