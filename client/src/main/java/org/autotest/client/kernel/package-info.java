/// Kernels that a job builds or installs, and boots: a source tree, a Debian package, an RPM.
@NullMarked
package org.autotest.client.kernel;

import org.jspecify.annotations.NullMarked;
