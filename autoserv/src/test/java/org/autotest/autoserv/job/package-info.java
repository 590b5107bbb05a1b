/// Tests of clients that are followed.
@NullMarked
package org.autotest.autoserv.job;

import org.jspecify.annotations.NullMarked;
