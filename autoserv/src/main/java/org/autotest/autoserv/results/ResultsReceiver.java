package org.autotest.autoserv.results;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Unpacks a tar stream from a machine into a results directory. Nothing that the stream says can
/// touch anything outside that directory, the files that are ours, or more of the disk than the
/// limit: such members are left out and named.
public final class ResultsReceiver {
  /// What became of a stream.
  ///
  /// @param files how many were written
  /// @param bytes their content together
  /// @param refused members left out, with the reason; at most 100 are named
  /// @param overLimit the stream was cut where the limit was reached
  public record Received(int files, long bytes, List<String> refused, boolean overLimit) {}

  private static final int REFUSED_MAX = 100;

  /// The system takes 4,095.
  private static final int PATH_BYTES_MAX = 4000;

  private final Path root;
  private final long bytesMax;
  private final int filesMax;
  private final Function<String, Optional<String>> placement;
  private final List<String> refused = new ArrayList<>();
  private int files;
  private long bytes;

  /// For one stream.
  ///
  /// @param root exists
  /// @param bytesMax most bytes written
  /// @param filesMax most files, directories and links made
  /// @param placement from a member's cleaned name (`debug/client.INFO`) to where it shall be;
  ///   empty for a name that only we write
  public ResultsReceiver(
      Path root, long bytesMax, int filesMax, Function<String, Optional<String>> placement) {
    this.root = root;
    this.bytesMax = bytesMax;
    this.filesMax = filesMax;
    this.placement = placement;
  }

  /// Unpacks the whole stream.
  ///
  /// @throws IOException when the stream breaks off or is no tar stream; what came before is kept
  /// @throws ResultsUnwritable when the disk does not take it
  public Received receive(InputStream tar) throws IOException {
    TarReader reader = new TarReader(tar);
    for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
      if (files >= filesMax || bytes + entry.size() > bytesMax) {
        return new Received(files, bytes, List.copyOf(refused), true);
      }
      receive(entry, reader);
    }
    return new Received(files, bytes, List.copyOf(refused), false);
  }

  private void receive(TarEntry entry, TarReader reader) throws IOException {
    Optional<String> name = SafeNames.clean(entry.name());
    if (name.isEmpty()) {
      refuse(entry, "leaves the directory or is no name");
      return;
    }
    if (name.get().isEmpty()) {
      return;
    }
    Optional<String> place = placement.apply(name.get());
    if (place.isEmpty()) {
      refuse(entry, "is a file that only the server writes");
      return;
    }
    Path target = root.resolve(place.get());
    if (isTooLong(target.toString())) {
      refuse(entry, "has a path of more than %d bytes".formatted(PATH_BYTES_MAX));
      return;
    }
    try {
      if (!makeParents(target)) {
        refuse(entry, "stands below something that is no directory");
        return;
      }
      write(entry, target, name.get(), reader);
    } catch (FileSystemException unwritable) {
      throw new ResultsUnwritable(target, unwritable);
    }
  }

  private static boolean isTooLong(String path) {
    return path.getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX;
  }

  private void write(TarEntry entry, Path target, String name, TarReader reader)
      throws IOException {
    boolean made =
        switch (entry.type()) {
          case DIRECTORY -> isDirectory(target) || (isFree(target) && makeDirectory(target));
          case FILE -> isFree(target) && writeFile(entry, target, reader);
          case SYMLINK ->
              SafeNames.staysInside(name, entry.link())
                  && !isTooLong(SafeNames.fit(entry.link()))
                  && isFree(target)
                  && makeLink(target, SafeNames.fit(entry.link()));
          case HARDLINK -> copyEarlier(entry, target);
          case OTHER -> false;
        };
    if (!made) {
      refuse(
          entry,
          switch (entry.type()) {
            case SYMLINK -> "is a link out of the directory";
            case OTHER -> "is no file, directory or symbolic link";
            case HARDLINK -> "is a link to a file that is not there, or is too large";
            case FILE, DIRECTORY -> "would replace something else";
          });
      return;
    }
    files++;
  }

  private boolean writeFile(TarEntry entry, Path target, TarReader reader) throws IOException {
    try (OutputStream out =
        new WriteErrors(
            target,
            Files.newOutputStream(
                target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
      reader.copyContent(out);
    }
    if (entry.executable()) {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setLastModifiedTime(target, FileTime.from(entry.modified()));
    bytes += entry.size();
    return true;
  }

  /// A hard link names a member that came earlier, perhaps itself.
  private boolean copyEarlier(TarEntry entry, Path target) throws IOException {
    Path earlier =
        SafeNames.clean(entry.link())
            .flatMap(placement)
            .map(root::resolve)
            .filter(this::isFile)
            .orElse(null);
    if (earlier == null) {
      return false;
    }
    if (earlier.equals(target)) {
      return true;
    }
    long size = Files.size(earlier);
    if (bytes + size > bytesMax || !isFree(target)) {
      return false;
    }
    Files.copy(earlier, target, StandardCopyOption.COPY_ATTRIBUTES);
    bytes += size;
    return true;
  }

  /// Whether a file stands there, behind no link.
  private boolean isFile(Path path) {
    for (Path above = path.getParent(); above != null && !above.equals(root); ) {
      if (!isDirectory(above)) {
        return false;
      }
      above = above.getParent();
    }
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean makeDirectory(Path target) throws IOException {
    Files.createDirectory(target);
    return true;
  }

  private static boolean makeLink(Path target, String link) throws IOException {
    Files.createSymbolicLink(target, target.getFileSystem().getPath(link));
    return true;
  }

  /// Makes the directories above, never through a link.
  private boolean makeParents(Path target) throws IOException {
    Path here = root;
    Path below = root.relativize(target).getParent();
    if (below == null) {
      return true;
    }
    for (Path component : below) {
      here = here.resolve(component);
      if (!isDirectory(here)) {
        if (Files.exists(here, LinkOption.NOFOLLOW_LINKS)) {
          return false;
        }
        Files.createDirectory(here);
      }
    }
    return true;
  }

  /// Whether nothing is there, after an older file or link there was removed: a later state of the
  /// same results replaces an earlier one.
  private static boolean isFree(Path target) throws IOException {
    try {
      BasicFileAttributes old =
          Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (old.isDirectory()) {
        return false;
      }
      Files.delete(target);
      return true;
    } catch (NoSuchFileException absent) {
      return true;
    }
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private void refuse(TarEntry entry, String reason) {
    if (refused.size() < REFUSED_MAX) {
      refused.add("'%s' %s".formatted(SafeNames.shown(entry.name()), reason));
    }
  }

  /// Tells an error of our disk from one of the stream that is copied.
  private static final class WriteErrors extends OutputStream {
    private final Path file;
    private final OutputStream out;

    WriteErrors(Path file, OutputStream out) {
      this.file = file;
      this.out = out;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      try {
        out.write(buffer, offset, length);
      } catch (IOException full) {
        throw new ResultsUnwritable(file, full);
      }
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException full) {
        throw new ResultsUnwritable(file, full);
      }
    }
  }
}
