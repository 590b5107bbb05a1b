package org.autotest.autoserv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.autotest.testkit.NeedsSshd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A test of executions on a machine of its own.
@NeedsSshd
abstract class RigTest {
  @TempDir Path temp;
  Rig rig;

  @BeforeEach
  void startRig() throws IOException, InterruptedException {
    rig = new Rig(temp);
  }

  @AfterEach
  void stopRig() {
    rig.close();
  }

  /// Makes a program that the server can run.
  ///
  /// @param path below the temporary directory; its directory is made, too
  /// @param text whole
  Path program(String path, String text) throws IOException {
    Path file = temp.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// What stands in the file `failure` of the results.
  String failure() throws IOException {
    Path file = rig.results().resolve("failure");
    return Files.exists(file) ? Files.readString(file) : "no failure";
  }
}
