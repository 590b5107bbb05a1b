@NullMarked
package org.autotest.store.views;

import org.jspecify.annotations.NullMarked;
