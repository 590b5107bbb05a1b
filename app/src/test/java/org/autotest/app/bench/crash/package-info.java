@NullMarked
package org.autotest.app.bench.crash;

import org.jspecify.annotations.NullMarked;
