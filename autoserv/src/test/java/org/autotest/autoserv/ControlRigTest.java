package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;

/// A test of server-side control files.
abstract class ControlRigTest extends RigTest {
  /// A method for control files in Java: what was found has to be what was expected.
  static final String IS =
      """
      void is(Object expected, Object found) {
        if (!expected.equals(found)) {
          throw new IllegalStateException("expected '%s', found '%s'".formatted(expected, found));
        }
      }
      """;

  /// Runs a server-side control file.
  Ending run(String machines, String source, String... arguments) throws IOException {
    Path control = Files.writeString(temp.resolve("server-control"), source);
    List<String> words = rig.common("-m", machines, control.toString());
    words.addAll(List.of(arguments));
    return rig.run(words);
  }

  /// Runs one that ends well.
  void passes(String machines, String source, String... arguments) throws IOException {
    assertThat(run(machines, source, arguments)).as(failure()).isEqualTo(Ending.DONE);
  }
}
