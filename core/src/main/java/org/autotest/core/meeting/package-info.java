/// Where hosts of one job wait for each other: what they say and when. Connections are made
/// elsewhere.
@NullMarked
package org.autotest.core.meeting;

import org.jspecify.annotations.NullMarked;
