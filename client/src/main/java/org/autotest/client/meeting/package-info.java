/// Where hosts of one job wait for each other.
@NullMarked
package org.autotest.client.meeting;

import org.jspecify.annotations.NullMarked;
