package org.autotest.client.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class SourceCompilerTest {
  private Path test;
  private Path neighbour;
  private SourceCompiler compiler;

  @BeforeEach
  void a_test_with_a_class_beside_it(@TempDir Path directory) throws IOException {
    Path sources = Files.createDirectories(directory.resolve("sources"));
    test = Files.writeString(sources.resolve("Mine.java"), "class Mine { int a = Other.A; }\n");
    neighbour = Files.writeString(sources.resolve("Other.java"), "class Other { static int A; }\n");
    compiler = new SourceCompiler(directory.resolve("cache"), api());
  }

  private static Api api() throws IOException {
    return Api.of(Path.of("."), System.getProperty("java.class.path"));
  }

  private Path compiled() {
    return compiler.compile(test, "Mine", "");
  }

  @Test
  void what_is_unchanged_is_compiled_once() {
    Path first = compiled();

    assertThat(first).isDirectoryContaining("glob:**/Mine.class");
    assertThat(compiled()).isEqualTo(first);
  }

  @Test
  void a_change_within_a_job_is_seen_also_one_of_the_same_length() throws IOException {
    Path first = compiled();
    Files.writeString(test, "class Mine { int b = Other.A; }\n");

    assertThat(compiled()).isNotEqualTo(first);
  }

  @Test
  void a_change_of_a_neighbour_is_seen() throws IOException {
    Path first = compiled();
    Files.writeString(neighbour, "class Other { static int A = 1; }\n");
    Path second = compiled();
    Files.delete(neighbour);
    Files.writeString(test, "class Mine { }\n");

    assertThat(second).isNotEqualTo(first);
    assertThat(compiled()).isNotIn(first, second);
  }

  @Test
  void classes_that_came_along_are_used_until_a_source_changes() throws IOException {
    Path sources = Objects.requireNonNull(test.getParent());
    Path shipped =
        new SourceCompiler(SourceCompiler.shippedWith(sources), api()).compile(test, "Mine", "");

    assertThat(shipped).startsWith(sources);
    assertThat(compiled()).isEqualTo(shipped);
    Files.writeString(neighbour, "class Other { static int A = 2; }\n");
    assertThat(compiled().startsWith(sources)).isFalse();
  }

  @Test
  void classes_that_somebody_removed_are_made_again() throws IOException {
    Path first = compiled();
    try (var files = Files.list(first)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(first);

    assertThat(compiled()).isDirectoryContaining("glob:**/Mine.class");
  }
}
