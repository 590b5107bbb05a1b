/// Core dumps of what crashes while tests run.
@NullMarked
package org.autotest.client.crash;

import org.jspecify.annotations.NullMarked;
