/// Tests of the package.
@NullMarked
package org.autotest.dispatcher.results;

import org.jspecify.annotations.NullMarked;
