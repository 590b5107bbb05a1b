package org.autotest.core.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
  @TempDir Path temporary;
  private Path tree;
  private Path outside;

  @BeforeEach
  void plant() throws IOException {
    outside = Files.createDirectory(temporary.resolve("outside"));
    Files.writeString(outside.resolve("kept"), "kept");
    tree = Files.createDirectory(temporary.resolve("tree"));
    Path inner = Files.createDirectory(tree.resolve("inner"));
    Files.writeString(inner.resolve("file"), "text");
    Files.createSymbolicLink(tree.resolve("link"), outside);
    Files.createSymbolicLink(tree.resolve("dangling"), Path.of("nowhere"));
  }

  @Test
  void deletesATreeButNotWhatItsLinksLeadTo() throws IOException {
    FileTree.delete(tree);

    assertThat(tree).doesNotExist();
    assertThat(outside.resolve("kept")).exists();
  }

  @Test
  void deletesALinkToADirectoryAndNotTheDirectory() throws IOException {
    FileTree.delete(tree.resolve("link"));

    assertThat(tree.resolve("link")).doesNotExist();
    assertThat(outside.resolve("kept")).exists();
  }

  @Test
  void deletesDirectoriesThatMayNotBeChanged() throws IOException {
    mode(tree.resolve("inner"), "---------");

    FileTree.delete(tree);

    assertThat(tree).doesNotExist();
  }

  @Test
  void whatIsNotThereIsNoTrouble() throws IOException {
    FileTree.delete(temporary.resolve("never"));

    assertThat(tree).exists();
  }

  @Test
  void copiesFilesLinksTimesAndModes() throws IOException {
    Instant then = Instant.parse("2020-02-02T02:02:02Z");
    Path file = tree.resolve("inner/file");
    mode(file, "rwxr-x---");
    Files.setLastModifiedTime(file, FileTime.from(then));
    mode(tree.resolve("inner"), "r-xr-x---");

    Path copy = temporary.resolve("copy");
    FileTree.copy(tree, copy);

    Path copied = copy.resolve("inner/file");
    assertThat(copied).hasContent("text");
    assertThat(Files.getLastModifiedTime(copied).toInstant()).isEqualTo(then);
    assertThat(mode(copied)).isEqualTo("rwxr-x---");
    assertThat(mode(copy.resolve("inner"))).isEqualTo("r-xr-x---");
    assertThat(Files.readSymbolicLink(copy.resolve("link"))).isEqualTo(outside);
    assertThat(Files.exists(copy.resolve("dangling"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void leavesPipesOut() throws IOException, InterruptedException {
    Process made = new ProcessBuilder("mkfifo", tree.resolve("pipe").toString()).start();
    assertThat(made.waitFor()).isZero();

    FileTree.copy(tree, temporary.resolve("copy"));

    assertThat(temporary.resolve("copy/pipe")).doesNotExist();
    assertThat(temporary.resolve("copy/inner/file")).exists();
  }

  @Test
  void replacesFilesAndKeepsOthers() throws IOException {
    Path copy = temporary.resolve("copy");
    Files.createDirectories(copy.resolve("inner"));
    Files.writeString(copy.resolve("inner/file"), "old");
    Files.writeString(copy.resolve("other"), "other");

    FileTree.copy(tree, copy);

    assertThat(copy.resolve("inner/file")).hasContent("text");
    assertThat(copy.resolve("other")).hasContent("other");
  }

  @Test
  void copyingEndsWhenItIsWantedNoLonger() {
    Path copy = temporary.resolve("copy");

    assertThatThrownBy(() -> FileTree.copy(tree, copy, () -> Files.notExists(copy)))
        .isInstanceOf(InterruptedIOException.class)
        .hasMessageContaining(tree.toString());

    assertThat(copy).isEmptyDirectory();
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
