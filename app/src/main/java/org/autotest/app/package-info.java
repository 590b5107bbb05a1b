/// The programs of the server: `autotest SUBCOMMAND`.
///
/// Here, and only here, everything is wired together, the configuration is read, and the clock and
/// the environment are looked at.
@NullMarked
package org.autotest.app;

import org.jspecify.annotations.NullMarked;
