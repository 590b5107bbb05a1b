package org.autotest.autoserv.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.autotest.core.failure.Blame;
import org.autotest.core.files.Unreadable;

/// Makes [Archive]s of files and directories of this machine.
public final class Archives {
  private static final Pattern BUNDLE =
      Pattern.compile("autotest-client-([0-9a-f]{16})\\.tar\\.gz");

  private Archives() {}

  /// The client bundle. Its version is the beginning of its SHA-256, as its name says; a file of
  /// another name is read to find it out.
  ///
  /// @throws InstallFailure when there is no such file
  public static Archive bundle(Path file) {
    if (!Files.isReadable(file)) {
      throw new InstallFailure(
          Blame.LAB, "reading the client bundle %s: there is no such file".formatted(file));
    }
    Matcher named = BUNDLE.matcher(file.getFileName().toString());
    String version = named.matches() ? named.group(1) : sha256(file).substring(0, 16);
    return new Archive("versions", version, () -> file);
  }

  /// All below a directory of tests.
  ///
  /// @param spool where the archive is made when it has to be sent
  /// @throws InstallFailure when the directory cannot be read, or is too large
  public static Archive tests(Path directory, Path spool) {
    TestsTree tree = TestsTree.read(directory);
    MessageDigest digest = digest();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      tree.writeTar(out);
    } catch (IOException unreadable) {
      throw TestsTree.unreadable(directory, unreadable);
    }
    String version = HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    return new Archive("tests", version, new PackedOnce(tree, spool.resolve(version + ".tar.gz")));
  }

  /// In lower-case hexadecimal.
  ///
  /// @throws InstallFailure when the file cannot be read
  static String sha256(Path file) {
    MessageDigest digest = digest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[64 * 1024];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException unreadable) {
      throw new InstallFailure(Blame.LAB, Unreadable.told("reading", file, unreadable));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// What a gzip file says of its unpacked size, modulo 4 GiB.
  static long unpackedBytes(Path gzip) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(gzip.toFile(), "r")) {
      if (file.length() < 18) {
        return 0;
      }
      file.seek(file.length() - 4);
      return Integer.toUnsignedLong(Integer.reverseBytes(file.readInt()));
    }
  }

  /// Packs when it is asked for the first time. Several machines may ask together, each of an
  /// archive of its own: what stands at the file is always whole, and the same.
  private static final class PackedOnce implements Archive.Source {
    private final TestsTree tree;
    private final Path file;

    PackedOnce(TestsTree tree, Path file) {
      this.tree = tree;
      this.file = file;
    }

    @Override
    public synchronized Path get() {
      if (!Files.exists(file)) {
        pack();
      }
      return file;
    }

    private void pack() {
      try {
        Path beside = Files.createTempFile(file.getParent(), "tests-", ".new");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(beside), 64 * 1024)) {
          tree.writeTar(out);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException full) {
        throw new InstallFailure(
            Blame.LAB, "packing the tests into %s: %s".formatted(file, full.getMessage()));
      }
    }
  }

  /// Of SHA-256, to which nothing was given yet.
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
