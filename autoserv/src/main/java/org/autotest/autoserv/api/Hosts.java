package org.autotest.autoserv.api;

import java.util.List;

/// The machines of the job, and those beside them that the lab allows, as a control file sees them
/// under the name `hosts`.
public interface Hosts {
  /// Gets a line to one of the job's machines, or to another that the lab allows; it connects at
  /// the first use. What is done on another stands in a subdirectory of the job's results; it is
  /// not cleaned up after the job, and not switched.
  ///
  /// @param machine one of `machines`, or `[user@]host[:port]`
  /// @throws IllegalArgumentException when it is neither of the job nor allowed
  Host create(String machine);

  /// Those that were created, in the order of their first time.
  List<Host> created();
}
