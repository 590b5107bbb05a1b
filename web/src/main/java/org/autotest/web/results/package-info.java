/// Test results: of the lab, of a job, one by one.
@NullMarked
package org.autotest.web.results;

import org.jspecify.annotations.NullMarked;
