/// A place to run the real `autotest-local` in, for tests of all parts of the client.
@NullMarked
package org.autotest.client.sandbox;

import org.jspecify.annotations.NullMarked;
