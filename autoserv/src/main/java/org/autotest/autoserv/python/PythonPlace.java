package org.autotest.autoserv.python;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Where the Python side of control files is.
///
/// @param packages the directory with the package `autotest`, its `server` included
public record PythonPlace(Path packages) {
  /// A process that runs one control file, leader of a session and a process group.
  List<String> command(Path control) {
    return List.of(
        "setsid", "python3", "-X", "utf8", "-m", "autotest.server.main", control.toString());
  }

  Map<String, String> environment() {
    return Map.of("PYTHONPATH", packages.toString());
  }
}
