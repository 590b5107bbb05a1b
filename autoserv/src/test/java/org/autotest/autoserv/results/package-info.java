/// Tests of what is written into results directories.
@NullMarked
package org.autotest.autoserv.results;

import org.jspecify.annotations.NullMarked;
