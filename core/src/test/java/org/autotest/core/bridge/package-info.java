@NullMarked
package org.autotest.core.bridge;

import org.jspecify.annotations.NullMarked;
