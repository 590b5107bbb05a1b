/// The reports of a job.
@NullMarked
package org.autotest.client.report;

import org.jspecify.annotations.NullMarked;
