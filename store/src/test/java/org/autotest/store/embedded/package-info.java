@NullMarked
package org.autotest.store.embedded;

import org.jspecify.annotations.NullMarked;
