/// The tests that come along, run as a lab runs them.
@NullMarked
package org.autotest.client.suite;

import org.jspecify.annotations.NullMarked;
