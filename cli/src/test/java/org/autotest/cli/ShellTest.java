package org.autotest.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Has a shell whose person is logged in at a lab that answers what it is told to.
abstract class ShellTest {
  /// Of `host.list`.
  static final String TWO_HOSTS =
      """
      {"items": [
        {"hostname": "web1", "status": "Ready", "locked": false, "platform": "x86",
         "labels": ["big", "fast"], "acl_groups": ["Everyone"], "running_job": null},
        {"hostname": "web2", "status": "Repair Failed", "locked": true, "locked_by": "ann",
         "lock_reason": "broken\\u001b[2J disk", "platform": null, "labels": [],
         "acl_groups": [], "running_job": 7}],
       "next": null}
      """;

  @TempDir Path home;
  FakeLab lab;
  Shell shell;

  @BeforeEach
  void open() throws IOException {
    lab = new FakeLab();
    shell = new Shell(home).at(lab);
    shell.environment.put(Server.TOKEN_VARIABLE, "secret");
  }

  @AfterEach
  void close() {
    lab.close();
  }
}
