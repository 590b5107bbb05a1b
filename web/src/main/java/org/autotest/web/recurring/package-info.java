/// Pages of jobs that come again by themselves.
@NullMarked
package org.autotest.web.recurring;

import org.jspecify.annotations.NullMarked;
