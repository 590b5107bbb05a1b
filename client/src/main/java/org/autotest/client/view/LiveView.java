package org.autotest.client.view;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.test.Checks;
import org.autotest.core.sign.Sign;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.core.statuslog.StatusLogReader;
import org.autotest.core.statuslog.StatusWord;

/// Shows a job on a terminal: a line for each test that is at work, with its time, its iteration
/// and what was printed last; a line that stays for each that has ended; in the end how many
/// passed.
///
/// ```
/// ✓ sleeptest  1.1 s
/// ✗ fsck  3.4 s  FAIL: /dev/loop0 has errors
/// ◐ dbench  12 s  iteration 2  |  warmup 4 of 10
/// ```
///
/// It takes what it shows from the log: the entries of the status log, the beginnings of
/// iterations, and the lines that tests print. Safe for several threads.
public final class LiveView implements LogSink, AutoCloseable {
  private static final long REFRESH_MILLIS = 200;
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final String LINE_UP = "\u001b[1A";

  private final PrintStream out;
  private final int columns;
  private final boolean colours;
  private final Map<String, AtWork> running = new LinkedHashMap<>();
  private final long begun = System.nanoTime();
  private int drawn;
  private int passed;
  private int failed;
  private String lastOutput = "";
  private String reason = "";
  private Optional<String> refused = Optional.empty();
  private boolean closed;

  /// A test that is at work.
  private static final class AtWork {
    private final long begun = System.nanoTime();
    private int iteration;
    private boolean madeNoCheck;
  }

  private LiveView(PrintStream out, int columns, boolean colours) {
    this.out = out;
    this.columns = columns;
    this.colours = colours;
  }

  /// Starts to show.
  ///
  /// @param out the terminal
  /// @param columns how wide it is
  /// @param colours whether colours are wanted
  public static LiveView open(PrintStream out, int columns, boolean colours) {
    LiveView view = new LiveView(out, columns, colours);
    Thread.ofPlatform().daemon().name("view").start(view::refresh);
    return view;
  }

  @Override
  public synchronized void log(LogLevel level, String module, int line, String text) {
    switch (module) {
      case "status" -> StatusLogReader.readText(text + "\n").forEach(this::take);
      case "iteration" ->
          Optional.ofNullable(running.get(text)).ifPresent(test -> test.iteration = line);
      default -> takeText(level, module, text);
    }
  }

  private void takeText(LogLevel level, String module, String text) {
    boolean ofHarness = module.equals("harness");
    if (ofHarness && text.endsWith(Checks.NONE)) {
      String title = text.substring(0, text.length() - Checks.NONE.length());
      Optional.ofNullable(running.get(title)).ifPresent(test -> test.madeNoCheck = true);
    }
    if (ofHarness && running.isEmpty() && level != LogLevel.DEBUG) {
      say(text);
    } else if (!ofHarness || level == LogLevel.WARNING) {
      lastOutput = plain(text);
    }
  }

  private void take(StatusLogReader.Item item) {
    if (!(item instanceof StatusLogReader.Item.Entry entry)) {
      return;
    }
    StatusLine line = entry.line();
    String title = line.subdir().or(line::operation).orElse("");
    switch (line.word()) {
      case StatusWord.Start _ -> {
        if (line.subdir().isPresent()) {
          running.put(title, new AtWork());
          lastOutput = "";
        }
      }
      case StatusWord.Result _ -> {
        reason = line.message();
        refused = line.subdir().isEmpty() ? line.operation() : Optional.empty();
      }
      case StatusWord.End end -> ended(title, end.code(), line);
      case StatusWord.Info _ -> {}
    }
  }

  private void ended(String title, StatusCode code, StatusLine line) {
    if (title.isEmpty()) {
      verdict(code, line.message());
      return;
    }
    AtWork test = running.remove(title);
    if (test == null && !code.isFailure()) {
      return;
    }
    boolean minor = line.fields().containsKey(StatusLine.SUBTEST_OF);
    boolean isTest = test != null || (refused.equals(line.operation()) && !minor);
    boolean good = !code.isFailure();
    passed += isTest && good ? 1 : 0;
    failed += isTest && !good ? 1 : 0;
    refused = Optional.empty();
    boolean unchecked = good && test != null && test.madeNoCheck;
    Sign sign = unchecked ? Sign.WARNED : Sign.ofTest(code, Optional.empty());
    StringBuilder text = new StringBuilder(coloured(sign));
    text.append(' ').append(plain(title));
    if (test != null) {
      text.append("  ").append(time(System.nanoTime() - test.begun));
    }
    text.append(unchecked ? "  no checks" : "");
    if (code != StatusCode.GOOD) {
      text.append("  ").append(code);
      String why = line.message().isEmpty() ? reason : line.message();
      text.append(why.isEmpty() ? "" : ": " + plain(why));
    }
    reason = "";
    say(text.toString());
  }

  private void verdict(StatusCode code, String reason) {
    String tests =
        passed + failed == 0
            ? "no tests"
            : passed + " passed" + (failed == 0 ? "" : ", " + failed + " failed");
    String job = code == StatusCode.GOOD ? "" : "; the job ended " + code + ": " + plain(reason);
    say(tests + job + ", in " + time(System.nanoTime() - begun));
  }

  /// Writes a line that stays.
  private void say(String text) {
    StringBuilder lines = erased();
    lines.append(text).append('\n');
    show(lines);
  }

  private void refresh() {
    try {
      while (draw()) {
        TimeUnit.MILLISECONDS.sleep(REFRESH_MILLIS);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean draw() {
    if (!closed && !(running.isEmpty() && drawn == 0)) {
      show(erased());
    }
    return !closed;
  }

  /// What removes the lines drawn last.
  private StringBuilder erased() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < drawn; i++) {
      text.append(LINE_UP).append(CLEAR_LINE);
    }
    drawn = 0;
    return text;
  }

  private void show(StringBuilder text) {
    List<String> titles = new ArrayList<>(running.keySet());
    for (int i = 0; i < titles.size() && !closed; i++) {
      text.append(line(titles.get(i), i == titles.size() - 1)).append('\n');
      drawn++;
    }
    out.print(text);
    out.flush();
  }

  private String line(String title, boolean last) {
    AtWork test = running.get(title);
    StringBuilder text = new StringBuilder(plain(title));
    if (test != null) {
      text.append("  ").append(time(System.nanoTime() - test.begun));
      text.append(test.iteration > 1 ? "  iteration " + test.iteration : "");
    }
    text.append(last && !lastOutput.isEmpty() ? "  |  " + lastOutput : "");
    return coloured(Sign.RUNNING) + " " + cut(text.toString(), columns - 3);
  }

  private String coloured(Sign sign) {
    String colour =
        switch (sign) {
          case PASSED -> "32";
          case FAILED -> "31";
          case WARNED -> "33";
          case RUNNING -> "34";
          default -> "90";
        };
    return colours ? "\u001b[" + colour + "m" + sign.glyph() + "\u001b[0m" : sign.glyph();
  }

  /// The first line, without what would move the cursor.
  private static String plain(String text) {
    return text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ").strip();
  }

  /// At most so many characters.
  static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, Math.max(0, length - 1)) + "…";
  }

  /// `0.3 s`, `12 s`, `2 m 5 s`.
  static String time(long nanos) {
    long tenths = nanos / 100_000_000;
    if (tenths < 100) {
      return tenths / 10 + "." + tenths % 10 + " s";
    }
    long seconds = tenths / 10;
    return seconds < 60 ? seconds + " s" : seconds / 60 + " m " + seconds % 60 + " s";
  }

  /// Removes what is drawn; what stays stays.
  @Override
  public synchronized void close() {
    closed = true;
    out.print(erased());
    out.flush();
  }
}
