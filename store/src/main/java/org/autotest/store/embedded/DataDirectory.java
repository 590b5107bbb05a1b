package org.autotest.store.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.autotest.core.files.FileTree;
import org.jspecify.annotations.Nullable;

/// The directory of one server, held by one process at a time.
///
/// ```
/// data/         MariaDB's own files
/// tmp/          its temporary files
/// mariadb.log   appended to at each start
/// password      of the account that the server has for us; mode 0600, as everything here is private
/// lock          held while a process of ours runs the server
/// server.pid    written by the server
/// ```
final class DataDirectory implements AutoCloseable {
  private static final System.Logger log = System.getLogger(DataDirectory.class.getName());

  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final int PASSWORD_BYTES = 24;

  private final Path root;
  private final FileChannel lockFile;

  private DataDirectory(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /// Takes the directory, creating it when absent, and makes sure that no server is left in it.
  ///
  /// @throws MariaDbNotStarted when another process has it
  static DataDirectory take(Path root, Duration patience) throws IOException, InterruptedException {
    Files.createDirectories(root, PRIVATE_DIRECTORY);
    DataDirectory directory = new DataDirectory(root, lock(root));
    try {
      directory.endLeftServer(patience);
      return directory;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      directory.close();
      throw failure;
    }
  }

  private static FileChannel lock(Path root) throws IOException {
    Path file = root.resolve("lock");
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PRIVATE_FILE);
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException ours) {
      channel.close();
      throw new MariaDbNotStarted(root, "this very process already runs a server there");
    }
    if (lock == null) {
      String holder = Files.readString(file).strip();
      channel.close();
      throw new MariaDbNotStarted(
          root,
          "in use by process %s; stop that one, or choose another directory"
              .formatted(holder.isEmpty() ? "unknown" : holder));
    }
    channel.truncate(0);
    String pid = ProcessHandle.current().pid() + "\n";
    channel.write(StandardCharsets.US_ASCII.encode(pid));
    return channel;
  }

  /// A server whose starter was killed ends by itself a moment later; wait for it, then help.
  private void endLeftServer(Duration patience) throws IOException, InterruptedException {
    Optional<ProcessHandle> left = runningServer();
    if (left.isPresent()) {
      log.log(
          System.Logger.Level.WARNING,
          "MariaDB in {0}: process {1} is left from an earlier run; waiting for its end",
          root,
          Long.toString(left.get().pid()));
      if (!hasEnded(left.get(), Duration.ofSeconds(3))) {
        left.get().destroy();
      }
      if (!hasEnded(left.get(), patience)) {
        left.get().destroyForcibly();
      }
      if (!hasEnded(left.get(), Duration.ofSeconds(10))) {
        throw new MariaDbNotStarted(
            root, "process %d of an earlier run cannot be ended".formatted(left.get().pid()));
      }
    }
    Files.deleteIfExists(pidFile());
  }

  static boolean hasEnded(ProcessHandle process, Duration patience) throws InterruptedException {
    CompletableFuture<ProcessHandle> end = process.onExit();
    try {
      end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillThere) {
      return !process.isAlive();
    } catch (ExecutionException cannotHappen) {
      throw new IllegalStateException("waiting for a process failed", cannotHappen);
    }
  }

  /// The server that the pidfile names, if that process lives and really is a server here: the
  /// number may have been given to somebody else since.
  Optional<ProcessHandle> runningServer() throws IOException {
    if (!Files.exists(pidFile())) {
      return Optional.empty();
    }
    String text = Files.readString(pidFile()).strip();
    if (!text.matches("\\d{1,9}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(text))
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process
                    .info()
                    .arguments()
                    .map(words -> Set.of(words).contains("--datadir=" + data()))
                    .orElse(false));
  }

  /// Whether MariaDB's own files have to be made first.
  boolean isEmpty() {
    return !Files.exists(data());
  }

  /// Fills it from a template; a copy that is cut short leaves nothing.
  void fill(Path template) throws IOException {
    Path beside = root.resolve("data.new");
    FileTree.delete(beside);
    FileTree.copy(template, beside);
    Moves.unlessPresent(beside, data());
  }

  /// The password of our account, made at the first call.
  String password() throws IOException {
    Path file = root.resolve("password");
    if (!Files.exists(file)) {
      byte[] random = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(random);
      writePrivately(file, HexFormat.of().formatHex(random) + "\n");
    }
    String password = Files.readString(file).strip();
    if (!password.matches("[0-9a-f]{16,}")) {
      throw new MariaDbNotStarted(root, "the file 'password' was altered; delete it for a new one");
    }
    return password;
  }

  /// Writes a file that only we may read, in one step.
  static void writePrivately(Path file, String text) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(beside);
    Files.createFile(beside, PRIVATE_FILE);
    Files.writeString(beside, text);
    Files.move(
        beside,
        file,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  Path root() {
    return root;
  }

  Path data() {
    return root.resolve("data");
  }

  Path temporary() {
    return root.resolve("tmp");
  }

  Path logFile() {
    return root.resolve("mariadb.log");
  }

  Path pidFile() {
    return root.resolve("server.pid");
  }

  /// Lets others take the directory.
  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
