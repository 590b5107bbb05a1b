@NullMarked
package org.autotest.store.jobs;

import org.jspecify.annotations.NullMarked;
