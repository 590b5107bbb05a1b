/// Tests of the Python half of the client, in real interpreters.
@NullMarked
package org.autotest.client.python;

import org.jspecify.annotations.NullMarked;
