package org.autotest.client.test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.autotest.core.control.ControlFile;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.results.HostFile;
import org.autotest.core.subresult.SubResultFormat;

/// What an executable test says of its output: the variable `RESULT_FORMAT` of the control file
/// beside it, read without running anything.
public final class ResultFormat {
  private static final List<String> CONTROL_FILES = List.of("control", "Control.java");

  private ResultFormat() {}

  /// Empty when it says nothing.
  ///
  /// @throws MalformedInput when what it says has no meaning
  public static Optional<SubResultFormat> of(Path testDirectory) throws IOException {
    for (String name : CONTROL_FILES) {
      Optional<String> text = HostFile.read(testDirectory.resolve(name));
      // Only a text with the word is taken apart: for Java that needs the compiler.
      if (text.isPresent() && text.get().contains(ControlFile.RESULT_FORMAT)) {
        ControlFile file = ControlFile.read(name, text.get());
        file.problems().stream()
            .filter(problem -> problem.message().startsWith(ControlFile.RESULT_FORMAT))
            .findFirst()
            .ifPresent(
                problem -> {
                  throw new MalformedInput(
                      org.autotest.core.failure.Blame.TEST,
                      name,
                      problem.line(),
                      problem.message());
                });
        return file.resultFormat();
      }
    }
    return Optional.empty();
  }
}
