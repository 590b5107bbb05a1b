package org.autotest.client.executable;

import java.util.List;
import java.util.Optional;
import org.autotest.client.test.SubResultSink;
import org.autotest.core.subresult.SubResultFormat;
import org.autotest.core.subresult.SubResults;
import org.autotest.core.subresult.TapReader;
import org.jspecify.annotations.Nullable;

/// The sub-results among what a program prints, one document for each time it runs. Safe for
/// several threads: output comes on its own.
public final class PrintedSubResults {
  private final Optional<SubResultFormat> format;
  private final SubResultSink sink;
  private @Nullable TapReader reader;

  /// Those of one test.
  ///
  /// @param format empty when it prints none: then nothing is looked at
  public PrintedSubResults(Optional<SubResultFormat> format, SubResultSink sink) {
    this.format = format;
    this.sink = sink;
  }

  synchronized void begin() {
    reader =
        format.map(each -> new TapReader(each == SubResultFormat.KTAP, sink.budget())).orElse(null);
  }

  synchronized void line(String text) {
    TapReader reading = reader;
    if (reading != null) {
      reading.accept(text);
    }
  }

  /// The program has ended; what it still prints does not count.
  ///
  /// @param mayBeEmpty whether no line of TAP is what was to be expected
  synchronized void end(boolean mayBeEmpty) {
    TapReader reading = reader;
    reader = null;
    if (reading == null) {
      return;
    }
    boolean sawAny = reading.sawAny();
    SubResults printed = reading.end();
    if (sawAny) {
      sink.add(printed);
    } else if (!mayBeEmpty) {
      String problem = "it printed no line of " + format.map(Enum::name).orElse("TAP");
      sink.add(new SubResults(List.of(), List.of(problem)));
    }
  }
}
