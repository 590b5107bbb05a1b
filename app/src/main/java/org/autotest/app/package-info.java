/// Wiring: configuration, launchers, the demo. The only reader of clock and environment.
@NullMarked
package org.autotest.app;

import org.jspecify.annotations.NullMarked;
