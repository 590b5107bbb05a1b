package org.autotest.autoserv.control;

import static org.autotest.autoserv.control.JavaLiterals.literal;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.autotest.autoserv.api.BootLoader;
import org.autotest.autoserv.api.BootLoaderFailed;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.Scripts;
import org.autotest.core.bridge.JsonReader;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.jspecify.annotations.Nullable;

/// [BootLoader] of a machine. Each question is a short control file that a client carries out
/// beside the results of the job, and that writes its answer down as JSON.
final class HostBootLoader implements BootLoader {
  /// A client starts, and programs of the boot loader run, of which each has two minutes.
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /// Statements that return the answer follow, and a brace.
  private static final String CONTROL =
      """
      void main() throws Exception {
        Object answer;
        try {
          answer = List.of(true, answer(job.bootLoader()));
        } catch (RuntimeException failed) {
          answer = List.of(false, String.valueOf(failed.getMessage()));
        }
        Files.writeString(
            job.resultDirectory().resolve("answer"),
            org.autotest.core.bridge.JsonWriter.write(answer));
      }

      Object answer(BootLoader loader) {
      """;

  private static final String ENTRIES =
      """
      return loader.entries().stream()
          .map(e -> Map.of("title", e.title(), "kernel", e.kernel(), "initrd", e.initrd(),
              "root", e.root(), "args", e.args()))
          .toList();
      """;

  private final HostConnection connection;
  private final ClientControl client;
  private final Object turn;

  /// @param turn held while the connection is used
  HostBootLoader(HostConnection connection, ClientControl client, Object turn) {
    this.connection = connection;
    this.client = client;
    this.turn = turn;
  }

  @Override
  public String name() {
    return Values.text(answer("return loader.name();"), "");
  }

  @Override
  public List<Entry> entries() {
    return Values.list(answer(ENTRIES)).stream().map(HostBootLoader::entry).toList();
  }

  private static Entry entry(@Nullable Object json) {
    Map<String, @Nullable Object> fields = Values.map(json);
    return new Entry(
        Values.text(fields.get("title"), ""),
        Values.text(fields.get("kernel"), ""),
        Values.text(fields.get("initrd"), ""),
        Values.text(fields.get("root"), ""),
        Values.list(fields.get("args")).stream().map(String::valueOf).toList());
  }

  @Override
  public String defaultTitle() {
    return Values.text(answer("return loader.defaultTitle();"), "");
  }

  @Override
  public void setDefault(String title) {
    tell("loader.setDefault(" + literal(title) + ");");
  }

  @Override
  public void bootOnce(String title) {
    tell("loader.bootOnce(" + literal(title) + ");");
  }

  @Override
  public void add(Entry entry) {
    String texts = literals(List.of(entry.title(), entry.kernel(), entry.initrd(), entry.root()));
    String args = literals(entry.args());
    tell("loader.add(new BootLoader.Entry(" + texts + ", List.of(" + args + ")));");
  }

  @Override
  public void remove(String title) {
    tell("loader.remove(" + literal(title) + ");");
  }

  @Override
  public void addArgs(String title, String... args) {
    tell("loader.addArgs(" + literal(title) + ", " + array(Arrays.asList(args)) + ");");
  }

  @Override
  public void removeArgs(String title, String... args) {
    tell("loader.removeArgs(" + literal(title) + ", " + array(Arrays.asList(args)) + ");");
  }

  /// Has an entry booted the next time.
  ///
  /// @param title empty for the default
  /// @param args added to its command line before
  void bootNext(String title, List<String> args) {
    String chosen = title.isEmpty() ? "loader.defaultTitle()" : literal(title);
    String adding = args.isEmpty() ? "" : "loader.addArgs(title, " + array(args) + "); ";
    tell("String title = " + chosen + "; " + adding + "loader.bootOnce(title);");
  }

  private static String array(List<String> words) {
    return "new String[] {" + literals(words) + "}";
  }

  private static String literals(List<String> words) {
    return words.stream().map(JavaLiterals::literal).collect(Collectors.joining(", "));
  }

  private void tell(String statements) {
    answer(statements + " return true;");
  }

  private @Nullable Object answer(String body) {
    CommandResult said = Stopped.answered(() -> ask(CONTROL + body + "\n}\n"));
    if (!said.isSuccess()) {
      throw new BootLoaderFailed(
          Blame.HOST,
          connection.hostname(),
          "the client ended with status %d: %s".formatted(said.exit(), said.complaint()));
    }
    try {
      List<@Nullable Object> answer = Values.list(JsonReader.parse(said.stdout()));
      if (answer.size() == 2 && Values.truth(answer.get(0))) {
        return answer.get(1);
      }
      String reason = answer.size() == 2 ? Values.text(answer.get(1), "") : said.stdout();
      throw new BootLoaderFailed(Blame.SUBMITTER, connection.hostname(), shortened(reason));
    } catch (MalformedInput odd) {
      throw new BootLoaderFailed(Blame.HOST, connection.hostname(), shortened(odd.problem()));
    }
  }

  private static String shortened(String words) {
    return new CommandResult(1, words, "").complaint();
  }

  private CommandResult ask(String control) throws InterruptedException {
    String script = Scripts.load(HostBootLoader.class, "question.sh");
    synchronized (turn) {
      return connection.run(script, LIMIT, List.of(client.program(), control));
    }
  }
}
