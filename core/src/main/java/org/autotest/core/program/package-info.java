/// What programs of ours agree on about the programs that they start.
@NullMarked
package org.autotest.core.program;

import org.jspecify.annotations.NullMarked;
