@NullMarked
package org.autotest.app;

import org.jspecify.annotations.NullMarked;
