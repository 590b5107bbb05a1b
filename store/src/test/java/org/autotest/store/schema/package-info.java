@NullMarked
package org.autotest.store.schema;

import org.jspecify.annotations.NullMarked;
