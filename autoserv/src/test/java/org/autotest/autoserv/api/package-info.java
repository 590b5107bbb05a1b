/// Tests of what control files use.
@NullMarked
package org.autotest.autoserv.api;

import org.jspecify.annotations.NullMarked;
