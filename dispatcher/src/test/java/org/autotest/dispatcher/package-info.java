/// Tests of the package.
@NullMarked
package org.autotest.dispatcher;

import org.jspecify.annotations.NullMarked;
