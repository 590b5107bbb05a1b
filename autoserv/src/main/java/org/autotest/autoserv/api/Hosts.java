package org.autotest.autoserv.api;

import java.util.List;

/// The machines of the job, as a control file sees them under the name `hosts`.
public interface Hosts {
  /// Gets a line to one of the job's machines; it connects at the first use.
  ///
  /// @param machine one of `machines`
  Host create(String machine);

  /// Those that were created, in the order of their first time.
  List<Host> created();
}
