package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.testkit.LoopbackSshd;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A lab as an operator runs it: `autotest lab` with a configuration file, one host that is a real
/// OpenSSH server, one user with a token.
final class RunningLab implements AutoCloseable {
  /// The host that works.
  static final String HOST = "loop";

  /// A host that nobody answers for.
  static final String GONE = "gone";

  /// A host whose address in the lab's ssh configuration is a mistake.
  static final String MISNAMED = "misnamed";

  /// A control file of one short test.
  static final String QUICK =
      """
      void main() {
        job.runTest("sleeptest", arg("seconds", 0));
      }
      """;

  private static final String PASSWORD = "correct horse";

  static final Duration LIMIT = Duration.ofMinutes(3);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path state;
  private final LoopbackSshd sshd;
  private final List<String> within;
  private Process process;
  private Path output;
  private String url = "";
  private String token = "";

  private RunningLab(Path state, LoopbackSshd sshd, List<String> within) throws IOException {
    this.state = state;
    this.within = within;
    this.sshd = sshd;
    this.output = state.resolve("lab-0.txt");
    this.process = launch();
  }

  static RunningLab start(Path state) throws IOException, InterruptedException {
    return start(state, List.of());
  }

  /// Starts one with more machines.
  ///
  /// @param ssh how they are reached: lines for the ssh configuration
  /// @param settings lines for the configuration
  static RunningLab start(Path state, String ssh, String settings)
      throws IOException, InterruptedException {
    return start(state, List.of(), ssh, settings);
  }

  /// Starts one inside of another program.
  ///
  /// @param within a command line that becomes the one appended to it
  static RunningLab start(Path state, List<String> within)
      throws IOException, InterruptedException {
    return start(state, within, "", "");
  }

  private static RunningLab start(Path state, List<String> within, String ssh, String settings)
      throws IOException, InterruptedException {
    LoopbackSshd sshd = LoopbackSshd.start(Files.createDirectory(state.resolve("machine")));
    Files.writeString(
        state.resolve("ssh_config"),
        """
        Include %s
        %s
        Host %s
          HostName 127.0.0.1
          Port %d
        Host %s
          HostName nowhere.invalid
        Host *
          UserKnownHostsFile %s
          StrictHostKeyChecking accept-new
        """
            .formatted(
                sshd.configuration(),
                ssh,
                GONE,
                LoopbackSshd.freePort(),
                MISNAMED,
                state.resolve("known_hosts")));
    Files.writeString(
        state.resolve("autotest.conf"),
        """
        state_dir = .
        web.port = 0
        dispatcher.name = end-to-end
        ssh.config = ssh_config
        host.client_dirs = ~/autotest
        """
            + settings);
    RunningLab lab = new RunningLab(state, sshd, within);
    lab.furnish();
    return lab;
  }

  private void furnish() throws IOException, InterruptedException {
    awaitPages();
    token = addUser("alice", "--root");
    Dist.Ran created = atest("host", "create", HOST);
    assertThat(created.exit()).as(created.err()).isZero();
  }

  /// Adds a user.
  ///
  /// @param options of `autotest user add`
  /// @return a token of theirs
  String addUser(String login, String... options) throws IOException, InterruptedException {
    Path said = state.resolve(login + ".txt");
    ProcessBuilder add = Dist.program(state, "autotest", "user", "add", login);
    add.command().addAll(List.of(options));
    add.command().addAll(List.of("--config", config()));
    Path typed = Files.writeString(state.resolve("typed"), PASSWORD + "\n");
    Process adding =
        add.redirectErrorStream(true)
            .redirectInput(typed.toFile())
            .redirectOutput(said.toFile())
            .start();
    assertThat(adding.waitFor()).as(Files.readString(said)).isZero();
    return tool("user", "token", login, "--config", config()).out().strip();
  }

  private String config() {
    return state.resolve("autotest.conf").toString();
  }

  /// Runs the program `autotest`.
  private Dist.Ran tool(String... arguments) throws IOException, InterruptedException {
    return Dist.run(LIMIT, state, "autotest", arguments);
  }

  private Process launch() throws IOException {
    ProcessBuilder builder = Dist.program(state, "autotest", "lab", "--config", config());
    builder.command().addAll(0, within);
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  /// The database, for what no command shows; whoever asks closes it.
  Database database() throws IOException {
    List<String> address = Files.readAllLines(state.resolve("database-address"));
    return Database.open(
        DatabaseAddress.of(address.get(0), address.get(1), address.get(2)), InstantSource.system());
  }

  /// Where the pages are.
  String url() {
    return url;
  }

  /// Waits until the lab has said where its pages are.
  private void awaitPages() {
    Pattern said = Pattern.compile("^pages: (\\S+)", Pattern.MULTILINE);
    url =
        await()
            .atMost(LIMIT)
            .until(() -> said.matcher(log()).results().findFirst(), Optional::isPresent)
            .orElseThrow()
            .group(1);
  }

  /// What the lab has logged since its last start.
  String log() throws IOException {
    return Files.readString(output);
  }

  /// The pages, seen by the user.
  Browser browser() throws IOException, InterruptedException {
    return Browser.logIn(url(), "alice", PASSWORD);
  }

  /// A path as the processes of the lab see it.
  Path seen(Path path) {
    return Path.of("/proc/" + process.pid() + "/root" + path);
  }

  /// Lines of the log that hold all of some words.
  List<String> logged(String... words) {
    try {
      return log().lines().filter(line -> Arrays.stream(words).allMatch(line::contains)).toList();
    } catch (IOException gone) {
      throw new AssertionError(gone);
    }
  }

  /// Runs `atest` as the user.
  Dist.Ran atest(String... arguments) throws IOException, InterruptedException {
    return atestAs(token, arguments);
  }

  /// Runs `atest` as whoever has a token.
  Dist.Ran atestAs(String who, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--web", url(), "--token", who));
    return Dist.run(LIMIT, state, "atest", all.toArray(String[]::new));
  }

  /// What `atest --json` answers.
  JsonNode json(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--json");
    Dist.Ran ran = atest(all.toArray(String[]::new));
    assertThat(ran.exit()).as(ran.err()).isZero();
    return JsonMapper.shared().readTree(ran.out());
  }

  /// Submits a control file for a host that the lab does not know.
  ///
  /// @return the number of the job
  long submitOnce(String host, String control) throws IOException, InterruptedException {
    return create("once", control, "--one-time-hosts", host);
  }

  /// What the server answers to `GET /api/v1…`; costs less than a start of `atest`.
  JsonNode get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url).resolve("/api/v1" + path))
            .timeout(LIMIT)
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
      return JsonMapper.shared().readTree(answer.body());
    } catch (IOException failure) {
      throw new AssertionError(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  /// One field of each entry of a job; `null` in words where it has none.
  List<String> entries(long job, String field) {
    return get("/jobs/%d/entries".formatted(job)).findValues(field).stream()
        .map(value -> value.isNull() ? "null" : value.asString())
        .toList();
  }

  /// The status of a host.
  String hostStatus(String host) {
    return get("/hosts/" + host).findValue("status").asString();
  }

  /// Submits a control file for the host that works.
  ///
  /// @return the number of the job
  long submit(String control) throws IOException, InterruptedException {
    return submit(HOST, control);
  }

  /// Submits a control file for a host of the lab.
  ///
  /// @return the number of the job
  long submit(String host, String control) throws IOException, InterruptedException {
    return create("test", control, "-m", host);
  }

  /// Submits a control file.
  ///
  /// @param options of `atest job create`
  /// @return the number of the job
  long create(String name, String control, String... options)
      throws IOException, InterruptedException {
    Path file = Files.writeString(Files.createTempFile(state, "control", ".txt"), control);
    List<String> words = new ArrayList<>(List.of("job", "create", name, "-f", file.toString()));
    words.addAll(List.of(options));
    return json(words.toArray(String[]::new)).findValue("id").asLong();
  }

  /// Waits until a job has ended.
  ///
  /// @return the status of its only entry
  String awaitEnd(long job) {
    await()
        .atMost(LIMIT)
        .until(() -> List.of("Completed", "Failed", "Aborted").contains(status(job)));
    return status(job);
  }

  /// The status of the only entry of a job.
  String status(long job) {
    return entries(job, "status").getFirst();
  }

  Path results(long job) {
    return state.resolve("results/%d-alice/%s".formatted(job, HOST));
  }

  LoopbackSshd machine() {
    return sshd;
  }

  /// Ends dispatcher, web server and database as `kill -9` does, and starts them again.
  void killAndRestart() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    output = Files.createTempFile(state, "lab", ".txt");
    process = launch();
    awaitPages();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    sshd.close();
    http.close();
  }
}
