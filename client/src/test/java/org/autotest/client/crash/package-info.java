/// Core dumps: whose they are, and what becomes of them.
@NullMarked
package org.autotest.client.crash;

import org.jspecify.annotations.NullMarked;
