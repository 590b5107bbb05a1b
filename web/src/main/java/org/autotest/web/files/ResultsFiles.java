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

  /// The content of a directory, directories first, then by name; at most [#FILES_MAX].
  ///
  /// @throws BadRequest when there is no such directory
  public List<Item> list(String path) {
    return in(
            components(path),
            directory -> {
              List<Item> items = items(directory, path, FILES_MAX);
              items.sort(
                  Comparator.comparing((Item item) -> item.kind() != Item.Kind.DIRECTORY)
                      .thenComparing(Item::name));
              return Optional.of(items);
            })
        .orElseThrow(() -> absent(path));
  }

  /// All ordinary files below a directory, in path order; at most [#FILES_MAX]. Empty when there is
  /// no such directory.
  public List<Item> tree(String path) {
    List<Item> found = new ArrayList<>();
    List<String> ahead = new ArrayList<>(List.of(path));
    int depthBase = components(path).size();
    while (!ahead.isEmpty() && found.size() < FILES_MAX) {
      String next = ahead.removeLast();
      in(
          components(next),
          directory -> {
            for (Item item : items(directory, next, FILES_MAX)) {
              if (item.kind() == Item.Kind.FILE && found.size() < FILES_MAX) {
                found.add(item);
              } else if (item.kind() == Item.Kind.DIRECTORY
                  && components(item.path()).size() - depthBase < DEPTH_MAX) {
                ahead.add(item.path());
              }
            }
            return Optional.empty();
          });
    }
    found.sort(Comparator.comparing(Item::path));
    return found;
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

  private static List<Item> items(SecureDirectoryStream<Path> directory, String path, int limit)
      throws IOException {
    List<Item> items = new ArrayList<>();
    for (Path entry : directory) {
      if (items.size() >= limit) {
        break;
      }
      String name = String.valueOf(entry.getFileName());
      items.add(item(directory, path.isEmpty() ? name : path + "/" + name, name));
    }
    return items;
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
