package org.autotest.core.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UnreadableTest {
  private static String told(IOException why) {
    return Unreadable.told("reading", Path.of("/a"), why);
  }

  @Test
  void what_is_in_the_way_is_told_once() {
    assertThat(told(new NoSuchFileException("/a"))).isEqualTo("reading /a: there is no such file");
    assertThat(told(new AccessDeniedException("/a/b")))
        .isEqualTo("reading /a: /a/b: it may not be read");
    assertThat(told(new FileSystemException("/a", null, "Too many links")))
        .isEqualTo("reading /a: Too many links");
    assertThat(told(new IOException("Is a directory"))).isEqualTo("reading /a: Is a directory");
    assertThat(told(new IOException())).isEqualTo("reading /a: IOException");
  }
}
