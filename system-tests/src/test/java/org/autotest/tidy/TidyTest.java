package org.autotest.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// What a reviewer should never have to say twice.
class TidyTest {
  private static final int FILE_LINES_MAX = 400;
  private static final int METHOD_LINES_MAX = 40;

  /// A test may tell a longer story, or hold a table.
  private static final int TEST_METHOD_LINES_MAX = 90;

  /// Written in pieces, so that this file does not complain about itself.
  private static final Map<String, Pattern> LEFTOVERS =
      Map.of(
          "unfinished work", Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b"),
          "a test switched off", Pattern.compile("@Dis" + "abled|assumeTrue\\(fal" + "se"),
          "a trace instead of a log line", Pattern.compile("print" + "StackTrace"),
          "a path of one machine", Pattern.compile("(?<![\\w.])/(ro" + "ot|wo" + "rk)/\\w"));

  private static final Pattern SLEEP = Pattern.compile("Thread\\.sl" + "eep\\(");

  /// A link of Markdown to a file of the tree.
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

  private static final Set<String> SHORT = Set.of("java", "py");

  @Test
  void files_are_short() throws IOException {
    List<String> complaints = new ArrayList<>();
    List<Path> sources = sources(SHORT);
    for (Path source : sources) {
      int lines = Files.readAllLines(Repository.ROOT.resolve(source)).size();
      if (lines > FILE_LINES_MAX) {
        complaints.add("%s: %d lines, at most %d".formatted(source, lines, FILE_LINES_MAX));
      }
    }

    assertThat(sources).as("the walk found the sources").hasSizeGreaterThan(30);
    assertThat(complaints).isEmpty();
  }

  /// A ratchet: methods of main code that were over the limit when it was first measured, as file
  /// and name. None may be added; one that has become short must be taken off.
  private static final Set<String> LONG_METHODS =
      Set.of(
          "HostPages.java show",
          "JobPages.java list",
          "OpenApi.java operation",
          "ResultPages.java show",
          "Verdict.java finished");

  @Test
  void methods_are_short() throws IOException {
    List<Path> sources = sources(Set.of("java"));

    List<String> complaints = longMethods(sources);

    assertThat(sources).as("the walk found the sources").hasSizeGreaterThan(30);
    assertThat(complaints)
        .extracting(
            complaint -> complaint.replaceFirst(".*/(\\w+\\.java):\\d+: (\\w+) has .*", "$1 $2"))
        .as(String.join("\n", complaints))
        .containsExactlyInAnyOrderElementsOf(LONG_METHODS);
  }

  @Test
  void nothing_is_left_over() throws IOException {
    List<String> complaints = new ArrayList<>();
    for (Path file : Repository.texts()) {
      List<String> lines = linesOf(file);
      for (int i = 0; i < lines.size(); i++) {
        for (Map.Entry<String, Pattern> leftover : LEFTOVERS.entrySet()) {
          if (leftover.getValue().matcher(lines.get(i)).find()) {
            complaints.add(
                "%s:%d: %s: %s".formatted(file, i + 1, leftover.getKey(), lines.get(i).strip()));
          }
        }
      }
    }

    assertThat(complaints).isEmpty();
  }

  @Test
  void links_of_pages_lead_somewhere() throws IOException {
    List<String> complaints = new ArrayList<>();
    for (Path page : Repository.texts()) {
      if (page.toString().endsWith(".md") && !page.startsWith("golden")) {
        for (String line : linesOf(page)) {
          LINK.matcher(line)
              .results()
              .map(match -> match.group(1))
              .filter(target -> !Files.exists(Repository.ROOT.resolve(page).resolveSibling(target)))
              .forEach(target -> complaints.add("%s: %s is not there".formatted(page, target)));
        }
      }
    }

    assertThat(complaints).isEmpty();
  }

  @Test
  void tests_wait_for_something_and_never_just_sleep() throws IOException {
    List<String> complaints = new ArrayList<>();
    for (Path source : sources(Set.of("java"))) {
      if (source.toString().contains("src/test/java/")) {
        List<String> lines = linesOf(source);
        for (int i = 0; i < lines.size(); i++) {
          if (SLEEP.matcher(lines.get(i)).find()) {
            complaints.add("%s:%d: %s".formatted(source, i + 1, lines.get(i).strip()));
          }
        }
      }
    }

    assertThat(complaints).isEmpty();
  }

  private static List<Path> sources(Set<String> suffixes) throws IOException {
    return Repository.texts().stream()
        .filter(path -> suffixes.contains(Repository.suffix(path)))
        .filter(path -> path.toString().contains("src/"))
        .toList();
  }

  private static List<String> linesOf(Path file) throws IOException {
    try {
      return Files.readAllLines(Repository.ROOT.resolve(file));
    } catch (MalformedInputException notText) {
      return List.of();
    }
  }

  private static List<String> longMethods(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> complaints = new ArrayList<>();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var units =
          files.getJavaFileObjectsFromPaths(
              sources.stream().map(Repository.ROOT::resolve).toList());
      JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of(), null, units);
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        Path file = Repository.ROOT.relativize(Path.of(unit.getSourceFile().toUri()));
        new LongMethods(unit, positions, file, complaints).scan(unit, null);
      }
    }
    return complaints;
  }

  private static final class LongMethods extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final Path file;
    private final List<String> complaints;

    LongMethods(
        CompilationUnitTree unit, SourcePositions positions, Path file, List<String> complaints) {
      this.unit = unit;
      this.positions = positions;
      this.file = file;
      this.complaints = complaints;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      if (method.getBody() != null) {
        LineMap lines = unit.getLineMap();
        long first = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
        long last = lines.getLineNumber(positions.getEndPosition(unit, method.getBody()));
        int max = file.toString().contains("src/main/") ? METHOD_LINES_MAX : TEST_METHOD_LINES_MAX;
        if (last - first + 1 > max) {
          complaints.add(
              "%s:%d: %s has %d lines, at most %d"
                  .formatted(file, first, method.getName(), last - first + 1, max));
        }
      }
      return super.visitMethod(method, null);
    }
  }
}
