/// Measures what the parts of the system cost on this machine, and prints the figures.
@NullMarked
package org.autotest.app.bench;

import org.jspecify.annotations.NullMarked;
