/// The harness on the machine under test; copied there, so it has no third-party jar.
@NullMarked
package org.autotest.client;

import org.jspecify.annotations.NullMarked;
