package org.autotest.client.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds a test by name in the test directories.
///
/// In a test's directory the first of these decides what it is: `NAME.py`, `<CamelCase of
/// NAME>.java`, an executable `NAME`, `NAME.sh`.
public final class TestFinder {
  /// Nothing is tried twice: a name as long as a control file can make it would be too deep.
  private static final String COMPONENT = "[A-Za-z0-9_][A-Za-z0-9_.+-]{0,127}+";

  private static final Pattern NAME =
      Pattern.compile("%s(?:[:/]%s)*+".formatted(COMPONENT, COMPONENT));

  private final List<Path> roots;

  /// A finder over some directories.
  ///
  /// @param roots the first that has the test wins
  public TestFinder(List<Path> roots) {
    this.roots = List.copyOf(roots);
  }

  /// Whether the text can name a test: components of letters, digits and `_ . + -`, joined by `:`
  /// or `/`.
  public static boolean isName(String url) {
    return NAME.matcher(url).matches();
  }

  /// The name of the test itself: `b` for `a:b`.
  public static String baseName(String url) {
    return url.substring(Math.max(url.lastIndexOf(':'), url.lastIndexOf('/')) + 1);
  }

  /// Empty when no directory has such a test.
  public Optional<TestSource> find(String url) {
    if (!isName(url)) {
      return Optional.empty();
    }
    String name = baseName(url);
    return roots.stream()
        .map(root -> root.resolve(url.replace(':', '/')))
        .flatMap(directory -> sourceIn(directory, name).stream())
        .findFirst();
  }

  /// What stands where the test should be, and why it is none; empty when there is no such
  /// directory.
  public Optional<String> nearMiss(String url) {
    if (!isName(url)) {
      return Optional.empty();
    }
    String name = baseName(url);
    return roots.stream()
        .map(root -> root.resolve(url.replace(':', '/')))
        .filter(Files::isDirectory)
        .findFirst()
        .map(directory -> nearMiss(directory, name));
  }

  /// What else in the directory of a test could be it, and is not looked at.
  public static List<Path> besides(TestSource test) {
    Path directory = test.directory();
    return Stream.of(test.name() + ".py", className(test.name()) + ".java", test.name())
        .map(directory::resolve)
        .filter(file -> !file.equals(test.file()) && Files.isRegularFile(file))
        .filter(file -> !file.endsWith(test.name()) || Files.isExecutable(file))
        .toList();
  }

  /// Where tests are looked for, for a sentence.
  public String whereNone() {
    return roots.isEmpty() ? "there is no directory of tests" : "it is in none of " + roots;
  }

  private static String nearMiss(Path directory, String name) {
    if (Files.isRegularFile(directory.resolve(name))) {
      return "%s is not executable: make it so with chmod +x, or call it %s.sh"
          .formatted(directory.resolve(name), name);
    }
    return "%s has none of %s.py, %s.java, %s.sh, nor an executable %s"
        .formatted(directory, name, className(name), name, name);
  }

  /// `my_test` → `MyTest`.
  public static String className(String name) {
    StringBuilder text = new StringBuilder();
    boolean begins = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean belongs = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (belongs) {
        text.append(begins ? Character.toUpperCase(c) : c);
      }
      begins = !belongs;
    }
    return text.toString();
  }

  private static Optional<TestSource> sourceIn(Path directory, String name) {
    Path python = directory.resolve(name + ".py");
    if (Files.isRegularFile(python)) {
      return Optional.of(new TestSource.Python(name, directory, python));
    }
    String className = className(name);
    Path java = directory.resolve(className + ".java");
    if (Files.isRegularFile(java)) {
      return Optional.of(new TestSource.Java(name, directory, java, className));
    }
    Path program = directory.resolve(name);
    if (Files.isRegularFile(program) && Files.isExecutable(program)) {
      return Optional.of(new TestSource.Executable(name, directory, program));
    }
    Path script = directory.resolve(name + ".sh");
    return Files.isRegularFile(script)
        ? Optional.of(new TestSource.Executable(name, directory, script))
        : Optional.empty();
  }
}
