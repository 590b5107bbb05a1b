package org.autotest.app;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// Names the build.
@Command(name = "version", description = "Prints the version of this build and of its Java.")
final class VersionCommand implements Callable<Integer> {
  @ParentCommand private @Nullable AutotestMain top;

  @Override
  public Integer call() {
    System.out.printf(
        "autotest %s (Java %s)%n", Objects.requireNonNull(top).version(), Runtime.version());
    return 0;
  }
}
