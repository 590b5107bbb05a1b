/// A job on one machine: runs the client there, follows it, brings its results here, ends it.
@NullMarked
package org.autotest.autoserv.job;

import org.jspecify.annotations.NullMarked;
