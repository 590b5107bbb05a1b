/// Jobs: the list, one job, a new job.
@NullMarked
package org.autotest.web.jobs;

import org.jspecify.annotations.NullMarked;
