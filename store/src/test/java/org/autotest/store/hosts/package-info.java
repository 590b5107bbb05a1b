@NullMarked
package org.autotest.store.hosts;

import org.jspecify.annotations.NullMarked;
