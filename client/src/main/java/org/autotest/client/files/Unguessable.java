package org.autotest.client.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HexFormat;

/// Random names from the kernel. What the Java runtime has for it first loads its security
/// providers, which takes longer than anything else in a short job.
public final class Unguessable {
  private static final Path RANDOM = Path.of("/dev/urandom");
  private static final int BYTES = 16;
  private static final int ATTEMPTS_MAX = 10;

  private Unguessable() {}

  /// 128 bits, as 32 hexadecimal digits.
  public static String text() {
    try (InputStream random = Files.newInputStream(RANDOM)) {
      return HexFormat.of().formatHex(random.readNBytes(BYTES));
    } catch (IOException none) {
      throw new IllegalStateException("every Linux has " + RANDOM, none);
    }
  }

  /// Makes a directory that only this user can enter.
  ///
  /// @param parent exists
  /// @param prefix of its name, which a random text of 16 characters follows
  /// @throws IOException when it cannot be made
  public static Path directory(Path parent, String prefix) throws IOException {
    EnumSet<PosixFilePermission> owner =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE);
    for (int attempt = 1; ; attempt++) {
      try {
        return Files.createDirectory(
            parent.resolve(prefix + text().substring(BYTES)),
            PosixFilePermissions.asFileAttribute(owner));
      } catch (FileAlreadyExistsException taken) {
        if (attempt == ATTEMPTS_MAX) {
          throw taken;
        }
      }
    }
  }
}
