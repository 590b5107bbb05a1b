package org.autotest.autoserv.python;

import org.jspecify.annotations.Nullable;

/// Serves one call of a control file.
@FunctionalInterface
interface Handler {
  /// Does what is asked for.
  ///
  /// @param line number of the connection: things on different lines happen at the same time
  /// @return what JSON can hold
  @Nullable Object serve(Asked asked, int line);
}
