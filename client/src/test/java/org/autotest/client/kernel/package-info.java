/// Tests of kernels, as far as they can be seen without building one.
@NullMarked
package org.autotest.client.kernel;

import org.jspecify.annotations.NullMarked;
