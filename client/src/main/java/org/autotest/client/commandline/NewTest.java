package org.autotest.client.commandline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.autotest.client.test.TestFinder;
import org.autotest.core.control.ControlLanguage;

/// Makes a test to begin with: one that passes at once, with its control file.
public final class NewTest {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /// What a class in Python cannot be called besides the words that begin there: further words of
  /// the language, and what the test itself uses.
  private static final Set<String> TAKEN_IN_PYTHON =
      Set.of("class", "error", "import", "test", "time");

  /// Packages of classes that every test in Java sees.
  private static final List<String> SEEN_IN_JAVA =
      List.of("java.lang.", "org.autotest.client.api.", "org.autotest.client.test.");

  private final String name;
  private final Options.Language language;

  /// A test that is not written yet.
  ///
  /// @throws UsageError for a name that cannot be one of a class or program too
  public NewTest(String name, Options.Language language) {
    if (!NAME.matcher(name).matches()) {
      throw new UsageError(
          "'%s' cannot name a new test: a letter, then letters, digits and _, all lower case"
              .formatted(name));
    }
    if (isTaken(name, language)) {
      throw new UsageError(
          "'%s' is taken in the language; call the test otherwise".formatted(name));
    }
    this.name = name;
    this.language = language;
  }

  private static boolean isTaken(String name, Options.Language language) {
    return switch (language) {
      case PYTHON -> ControlLanguage.isPythonWord(name) || TAKEN_IN_PYTHON.contains(name);
      case JAVA ->
          SEEN_IN_JAVA.stream().anyMatch(seen -> isClass(seen + TestFinder.className(name)));
      case SHELL -> false;
    };
  }

  private static boolean isClass(String name) {
    try {
      return Class.forName(name, false, NewTest.class.getClassLoader()) != null;
    } catch (ClassNotFoundException | LinkageError none) {
      return false;
    }
  }

  /// Writes it into a new directory of its name.
  ///
  /// @param tests the directory of tests; created
  /// @return the directory of the test
  /// @throws UsageError when there is something of that name; nothing is changed then
  public Path write(Path tests) throws IOException {
    Path directory = tests.resolve(name);
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageError("%s is there already; nothing was changed".formatted(directory));
    }
    Files.createDirectories(directory);
    for (Map.Entry<String, String> file : files().entrySet()) {
      Path path = Files.writeString(directory.resolve(file.getKey()), file.getValue());
      if (file.getKey().equals(name)) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    return directory;
  }

  /// What somebody does next.
  public String whatNow(Path directory) {
    Path tests = directory.toAbsolutePath().getParent();
    boolean found = tests != null && tests.equals(Path.of("tests").toAbsolutePath());
    String there = found ? "" : "-d " + tests + " ";
    return """
    Made %1$s. It passes; write your own test in its place:
      %2$s
    Run it:             autotest-local %3$srun %4$s
    With other values:  autotest-local %3$srun %4$s rounds=5
    With its control:   autotest-local %3$s%5$s
    """
        .formatted(
            directory, directory.resolve(source()), there, name, directory.resolve(control()));
  }

  private String source() {
    return switch (language) {
      case JAVA -> TestFinder.className(name) + ".java";
      case PYTHON -> name + ".py";
      case SHELL -> name;
    };
  }

  private String control() {
    return language == Options.Language.JAVA ? "Control.java" : "control";
  }

  private Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    switch (language) {
      case JAVA -> {
        files.put(source(), JAVA.replace("TEST_NAME", TestFinder.className(name)));
        files.put(control(), JAVA_CONTROL.replace("TEST_NAME", name));
      }
      case PYTHON -> {
        files.put(source(), PYTHON.replace("TEST_NAME", name));
        files.put(control(), PYTHON_CONTROL.replace("TEST_NAME", name));
      }
      case SHELL -> {
        files.put(source(), SHELL.replace("TEST_NAME", name));
        files.put(control(), PYTHON_CONTROL.replace("TEST_NAME", name));
      }
    }
    return files;
  }

  private static final String JAVA =
      """
      /// Adds up numbers and compares the sum with the one it must be. Replace it by what you test.
      class TEST_NAME extends ClientTest {
        /// One iteration; `iterations=3` runs it three times. A parameter is given by name:
        /// `rounds=5`. `check` and `fail` say that what is tested is broken, `error` that the test cannot
        /// do its work, `na` that it makes no sense on this machine.
        void runOnce(@Default("1000") int rounds) {
          long begun = System.nanoTime();
          long sum = 0;
          for (long number = 1; number <= rounds; number++) {
            sum += number;
          }
          long wanted = (long) rounds * (rounds + 1) / 2;
          check(sum == wanted, "the sum is " + sum + ", not " + wanted);
          writePerf("elapsed", (System.nanoTime() - begun) / 1e6, "ms");
        }
      }
      """;

  private static final String JAVA_CONTROL =
      """
      String NAME = "TEST_NAME";
      String AUTHOR = "your name";
      String TIME = "SHORT", TEST_TYPE = "client", TEST_CLASS = "General", TEST_CATEGORY = "Functional";
      String DOC = "One sentence: what is tested, and what a failure means.";

      void main() {
        job.runTest("TEST_NAME", arg("rounds", 1000));
      }
      """;

  private static final String PYTHON =
      """
      import time

      from autotest.client import test
      from autotest.client.shared import error


      class TEST_NAME(test.test):
          \"""Adds up numbers and compares the sum with the one it must be. Replace it by what you test.\"""

          version = 1

          def run_once(self, rounds=1000):
              \"""One iteration; `iterations=3` runs it three times.

              Raise error.TestFail when what is tested is broken, error.TestError when the test cannot do
              its work, error.TestNAError when it does not apply to this machine.
              \"""
              begun = time.monotonic()
              total = sum(range(rounds + 1))
              elapsed = (time.monotonic() - begun) * 1000
              wanted = rounds * (rounds + 1) // 2
              if total != wanted:
                  raise error.TestFail("the sum is %d, not %d" % (total, wanted))
              self.write_perf_keyval(
                  {"elapsed": elapsed}, units={"elapsed": "ms"}, better={"elapsed": "lower"})
      """;

  private static final String PYTHON_CONTROL =
      """
      NAME = 'TEST_NAME'
      AUTHOR = 'your name'
      TIME = 'SHORT'
      TEST_TYPE = 'client'
      TEST_CLASS = 'General'
      TEST_CATEGORY = 'Functional'
      DOC = 'One sentence: what is tested, and what a failure means.'

      job.run_test('TEST_NAME', rounds=1000)
      """;

  private static final String SHELL =
      """
      #!/bin/sh
      # TEST_NAME: adds up numbers and compares the sum with the one it must be. Replace it by what you test.
      #
      # Exit status 0 passes, 77 says that it does not apply to this machine, 98 that there is something to
      # look at (WARN), 99 that it cannot do its work (ERROR), any other fails; what was printed last is the
      # reason. A parameter is an argument: `rounds=5` becomes --rounds=5. Measurements go to the file keyval,
      # as a number with its unit and a blank line behind, and files of the test beside it.
      rounds=1000
      for argument; do
        case $argument in
          --rounds=*) rounds=${argument#--rounds=} ;;
          *) echo "what is $argument?"; exit 99 ;;
        esac
      done

      sum=0
      number=1
      while [ "$number" -le "$rounds" ]; do
        sum=$((sum + number))
        number=$((number + 1))
      done

      wanted=$((rounds * (rounds + 1) / 2))
      if [ "$sum" -ne "$wanted" ]; then
        echo "the sum is $sum, not $wanted"
        exit 1
      fi
      printf 'sum.unit{attr}=count\\nsum{perf}=%s\\n\\n' "$sum" >> "$AUTOTEST_RESULTS_DIR/keyval"
      """;
}
