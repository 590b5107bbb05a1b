/// Tests of the package.
@NullMarked
package org.autotest.dispatcher.run;

import org.jspecify.annotations.NullMarked;
