/// Tests of the package.
@NullMarked
package org.autotest.dispatcher.plan;

import org.jspecify.annotations.NullMarked;
