package org.autotest.autoserv.python;

import org.autotest.autoserv.control.ServerHost;
import org.autotest.autoserv.host.Login;

/// The machines of a job for control files of which parts run at the same time.
public interface PythonHosts {
  /// Gets a line to one of the job's machines; it connects at the first use.
  ///
  /// @param line each has a connection of its own
  /// @throws IllegalArgumentException when it is not one of the job's machines
  ServerHost host(String machine, int line);

  /// As whom and where one of the job's machines is reached.
  ///
  /// @throws IllegalArgumentException when it is not one of the job's machines
  Login login(String machine);

  /// Ends the connections of a line, and what is left of its commands and directories.
  void closeLine(int line);
}
