package org.autotest.app.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.files.FileTree;
import org.jspecify.annotations.Nullable;

/// The directory of the demo, which survives it, held by one demo at a time.
final class DemoState implements AutoCloseable {
  private static final String LOCK = "lock";

  private final Path directory;
  private final FileChannel channel;

  private DemoState(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /// Takes the directory, which is made when absent.
  ///
  /// @param fresh whether to start over: whatever of an earlier demo still runs is ended, and what
  ///   it wrote is deleted
  /// @throws MalformedInput when another demo has it
  static DemoState take(Path directory, boolean fresh) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    @Nullable FileLock lock = channel.tryLock();
    if (lock == null) {
      String pid = Files.readString(directory.resolve(LOCK)).strip();
      channel.close();
      throw new MalformedInput(
          Blame.SUBMITTER,
          "starting the demo",
          0,
          "one runs already, process %s, with its data in %s".formatted(pid, directory));
    }
    channel.truncate(0);
    channel.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"));
    DemoState state = new DemoState(directory, channel);
    if (fresh) {
      state.startOver();
    }
    return state;
  }

  private void startOver() throws IOException {
    Leftovers.autoservBelow(results()).end(Duration.ofSeconds(2));
    for (String name : Demo.HOSTS) {
      Leftovers.withVariable(DemoHost.MARK, hostDirectory(name).toString())
          .end(Duration.ofSeconds(2));
    }
    try (var entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (!entry.endsWith(LOCK)) {
          FileTree.delete(entry);
        }
      }
    }
  }

  Path directory() {
    return directory;
  }

  /// The results repository.
  Path results() {
    return directory.resolve("results");
  }

  /// The home of a host.
  Path hostDirectory(String name) {
    return directory.resolve("hosts").resolve(name);
  }

  /// Gives the directory free.
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
