package org.autotest.web.files;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;

/// The results repository, for reading. Its files come from machines under test, so nothing in it
/// is trusted: every component of a path is opened below the one before it, links are never
/// followed, and only ordinary files and directories are read. Threads may share it.
public final class ResultsFiles {
  /// Most files listed of one directory, or of one tree.
  public static final int FILES_MAX = 2_000;

  /// Most names read of one directory.
  private static final int NAMES_MAX = 1_000_000;

  private static final int DEPTH_MAX = 8;
  private static final int PATH_CHARS_MAX = 4_096;

  private final Path root;

  /// Below which all is.
  ///
  /// @param root may be a link, and may not exist yet
  public ResultsFiles(Path root) {
    this.root = root;
  }

  /// Something in a directory.
  ///
  /// @param path below the root, components joined by `/`
  /// @param kind links and devices are named and never opened
  /// @param sizeBytes 0 for anything but files
  public record Item(String path, Kind kind, long sizeBytes, Instant modifiedAt) {
    /// What it is.
    public enum Kind {
      FILE,
      DIRECTORY,
      OTHER
    }

    /// The last component.
    public String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /// A file that is open for reading; the caller closes it.
  ///
  /// @param sizeBytes when it was opened; it may grow
  public record Opened(SeekableByteChannel channel, long sizeBytes, Instant modifiedAt)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /// What is there, or empty when nothing is, or nothing that may be looked at.
  ///
  /// @param path below the root, components joined by `/`; empty text for the root itself
  public Optional<Item> find(String path) {
    List<String> components = components(path);
    if (components.isEmpty()) {
      return Optional.of(new Item("", Item.Kind.DIRECTORY, 0, Instant.EPOCH));
    }
    return in(
        components.subList(0, components.size() - 1),
        directory -> Optional.of(item(directory, path, components.getLast())));
  }

  /// The content of a directory.
  ///
  /// @param items directories first, then by name; of a large directory the first [#FILES_MAX]
  ///   names
  /// @param total how many there are, counted up to 1,000,000
  public record Listing(List<Item> items, int total) {}

  /// The content of a directory.
  ///
  /// @throws BadRequest when there is no such directory
  public Listing list(String path) {
    return in(components(path), directory -> Optional.of(listing(directory, path)))
        .orElseThrow(() -> absent(path));
  }

  private static Listing listing(SecureDirectoryStream<Path> directory, String path)
      throws IOException {
    List<String> names = new ArrayList<>();
    for (Path entry : directory) {
      if (names.size() >= NAMES_MAX) {
        break;
      }
      names.add(String.valueOf(entry.getFileName()));
    }
    names.sort(Comparator.naturalOrder());
    List<Item> items = new ArrayList<>();
    for (String name : names.subList(0, Math.min(names.size(), FILES_MAX))) {
      find(directory, below(path, name), name).ifPresent(items::add);
    }
    items.sort(
        Comparator.comparing((Item item) -> item.kind() != Item.Kind.DIRECTORY)
            .thenComparing(Item::name));
    return new Listing(items, names.size());
  }

  /// All ordinary files below a directory, in path order; at most [#FILES_MAX], of as many
  /// directories. Empty when there is no such directory.
  public List<Item> tree(String path) {
    List<Item> found = new ArrayList<>();
    in(
        components(path),
        directory -> {
          new Walk(found).in(directory, path, DEPTH_MAX);
          return Optional.empty();
        });
    found.sort(Comparator.comparing(Item::path));
    return found;
  }

  /// Goes through a tree with each directory open while it is in what lies below.
  private static final class Walk {
    private final List<Item> found;
    private int directoriesLeft = FILES_MAX;

    Walk(List<Item> found) {
      this.found = found;
    }

    void in(SecureDirectoryStream<Path> directory, String path, int depthLeft) throws IOException {
      List<Item> directories = new ArrayList<>();
      for (Path entry : directory) {
        String name = String.valueOf(entry.getFileName());
        Optional<Item> item = find(directory, below(path, name), name);
        if (found.size() >= FILES_MAX || directories.size() >= directoriesLeft) {
          break;
        }
        item.filter(file -> file.kind() == Item.Kind.FILE).ifPresent(found::add);
        item.filter(below -> below.kind() == Item.Kind.DIRECTORY).ifPresent(directories::add);
      }
      for (Item below : depthLeft > 1 ? directories : List.<Item>of()) {
        if (directoriesLeft-- <= 0 || found.size() >= FILES_MAX) {
          return;
        }
        try (SecureDirectoryStream<Path> opened =
            directory.newDirectoryStream(Path.of(below.name()), LinkOption.NOFOLLOW_LINKS)) {
          in(opened, below.path(), depthLeft - 1);
        } catch (FileSystemException goneOrForbidden) {
          // The rest of the tree is there.
        }
      }
    }
  }

  private static String below(String path, String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  /// What has a name in a directory, unless it has just gone.
  private static Optional<Item> find(
      SecureDirectoryStream<Path> directory, String path, String name) throws IOException {
    try {
      return Optional.of(item(directory, path, name));
    } catch (FileSystemException goneMeanwhile) {
      return Optional.empty();
    }
  }

  /// Opens an ordinary file.
  ///
  /// @throws BadRequest when there is none at that place
  public Opened open(String path) {
    List<String> components = components(path);
    if (components.isEmpty()) {
      throw absent(path);
    }
    return in(
            components.subList(0, components.size() - 1),
            directory -> {
              Item item = item(directory, path, components.getLast());
              if (item.kind() != Item.Kind.FILE) {
                return Optional.<Opened>empty();
              }
              SeekableByteChannel channel =
                  directory.newByteChannel(
                      Path.of(components.getLast()),
                      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
              return Optional.of(new Opened(channel, channel.size(), item.modifiedAt()));
            })
        .orElseThrow(() -> absent(path));
  }

  private interface Look<T> {
    Optional<T> at(SecureDirectoryStream<Path> directory) throws IOException;
  }

  private <T> Optional<T> in(List<String> components, Look<T> look) {
    try (DirectoryStream<Path> top = Files.newDirectoryStream(root.toRealPath())) {
      return descend(secure(top), components, look);
    } catch (FileSystemException refused) {
      // Nothing is there, or a link where a directory should be, or no right to read.
      return Optional.empty();
    } catch (IOException failure) {
      throw new ResultsUnreadable(Blame.LAB, String.join("/", components), failure);
    }
  }

  /// Opens one directory below the other.
  private static <T> Optional<T> descend(
      SecureDirectoryStream<Path> directory, List<String> components, Look<T> look)
      throws IOException {
    if (components.isEmpty()) {
      return look.at(directory);
    }
    try (SecureDirectoryStream<Path> below =
        directory.newDirectoryStream(Path.of(components.getFirst()), LinkOption.NOFOLLOW_LINKS)) {
      return descend(below, components.subList(1, components.size()), look);
    }
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    throw new IOException("this system cannot open files relative to directories");
  }

  private static Item item(SecureDirectoryStream<Path> directory, String path, String name)
      throws IOException {
    BasicFileAttributes attributes =
        directory
            .getFileAttributeView(
                Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes();
    Item.Kind kind =
        attributes.isRegularFile()
            ? Item.Kind.FILE
            : attributes.isDirectory() ? Item.Kind.DIRECTORY : Item.Kind.OTHER;
    return new Item(
        path,
        kind,
        kind == Item.Kind.FILE ? attributes.size() : 0,
        attributes.lastModifiedTime().toInstant());
  }

  /// Splits a path, and refuses one that could lead anywhere but down.
  private static List<String> components(String path) {
    if (path.isEmpty()) {
      return List.of();
    }
    List<String> components = List.of(path.split("/", -1));
    for (String component : components) {
      if (component.isEmpty()
          || component.equals(".")
          || component.equals("..")
          || component.indexOf('\0') >= 0) {
        throw absent(path);
      }
    }
    if (path.length() > PATH_CHARS_MAX) {
      throw absent(path.substring(0, 100) + "…");
    }
    return components;
  }

  private static BadRequest absent(String path) {
    return BadRequest.of(
        BadRequest.Kind.NOT_FOUND, "path", "no file '%s' in the results".formatted(path));
  }
}
