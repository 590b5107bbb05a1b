/// Jobs, their host queue entries and the special tasks around them; their lives as tables.
@NullMarked
package org.autotest.core.job;

import org.jspecify.annotations.NullMarked;
