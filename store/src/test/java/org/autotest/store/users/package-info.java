@NullMarked
package org.autotest.store.users;

import org.jspecify.annotations.NullMarked;
