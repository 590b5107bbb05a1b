package org.autotest.testkit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The disk that guests boot from, and the key that lets us in: made once by the program
/// `make-image` of the distribution, and kept until what it is made of changes.
///
/// It stands in `$AUTOTEST_GUESTS`, else in `~/.cache/autotest/guests`.
///
/// @param disk never written to: guests have copies
/// @param key private key of root
public record GuestImage(Path disk, Path key) {
  private static final Path PROGRAMS = Path.of("distribution", "src", "main", "guests");
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /// The one of this recipe; made when it is not there, which takes about a minute. Whoever asks
  /// meanwhile, from another process too, waits.
  ///
  /// @throws IllegalStateException with what the program said, when it cannot be made
  public static GuestImage get() throws IOException, InterruptedException {
    Path directory = Files.createDirectories(cache().resolve(recipe()));
    GuestImage image = new GuestImage(directory.resolve("disk.img"), directory.resolve("key"));
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && !Files.exists(image.disk())) {
        image.make();
      }
    }
    return image;
  }

  private void make() throws IOException, InterruptedException {
    Files.deleteIfExists(key);
    Files.deleteIfExists(publicKey());
    Ran.of(LIMIT, List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()))
        .orFail();
    Ran.of(LIMIT, List.of(program("make-image"), disk.toString(), publicKey().toString())).orFail();
  }

  private Path publicKey() {
    return key.resolveSibling("key.pub");
  }

  /// The path of a program for guests, as the distribution has it.
  ///
  /// @throws IllegalStateException when this is not run within the repository
  public static String program(String name) {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null) {
      Path program = directory.resolve(PROGRAMS).resolve(name);
      if (Files.isExecutable(program)) {
        return program.toString();
      }
      directory = directory.getParent();
    }
    throw new IllegalStateException(
        "looking for %s above %s: it is not there"
            .formatted(PROGRAMS.resolve(name), Path.of("").toAbsolutePath()));
  }

  private static Path cache() {
    return Optional.ofNullable(System.getenv("AUTOTEST_GUESTS"))
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "autotest", "guests"));
  }

  private static String recipe() throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : List.of("make-image", "furnish")) {
        digest.update(Files.readString(Path.of(program(part))).getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
