/// What tests of several modules share: a settable clock, a real MariaDB, a real OpenSSH server.
@NullMarked
package org.autotest.testkit;

import org.jspecify.annotations.NullMarked;
