/// Finds a Python interpreter and starts it as a worker. What runs in it is the package `autotest`
/// in `client/src/main/python`, the Python half of the bridge.
@NullMarked
package org.autotest.client.python;

import org.jspecify.annotations.NullMarked;
