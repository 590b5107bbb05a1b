@NullMarked
package org.autotest.store.drones;

import org.jspecify.annotations.NullMarked;
