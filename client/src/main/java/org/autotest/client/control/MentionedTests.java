package org.autotest.client.control;

import java.util.List;
import java.util.regex.Pattern;
import org.autotest.client.test.TestFinder;
import org.autotest.client.test.TestSource;

/// What a control file seems to run, before it is carried out: only so that what takes long is
/// prepared in time.
public final class MentionedTests {
  private static final Pattern RUN =
      Pattern.compile("(?:run_test|runTest)\\w*\\(\\s*['\"]([\\w:.-]+)['\"]");
  private static final int MAX = 20;

  private MentionedTests() {}

  /// The first tests that a text names and that are there.
  ///
  /// @param text of a control file in either language
  public static List<TestSource> in(String text, TestFinder finder) {
    return RUN.matcher(text)
        .results()
        .limit(MAX)
        .flatMap(match -> finder.find(match.group(1)).stream())
        .toList();
  }
}
