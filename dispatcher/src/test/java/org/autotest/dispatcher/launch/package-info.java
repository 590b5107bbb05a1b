/// Tests of the package.
@NullMarked
package org.autotest.dispatcher.launch;

import org.jspecify.annotations.NullMarked;
