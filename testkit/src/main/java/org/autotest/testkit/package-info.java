/// What tests of several modules share: a real MariaDB, a real sshd, a clock that stands still, and
/// a laboratory built row by row. Nothing here is part of the product.
@NullMarked
package org.autotest.testkit;

import org.jspecify.annotations.NullMarked;
