package org.autotest.dispatcher;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.autotest.store.DatabaseAddress;
import org.autotest.testkit.LoopbackSshd;

/// A cluster of MariaDB servers on this machine that keep each other's data (Galera).
final class GaleraCluster implements AutoCloseable {
  private static final String PROVIDER = "/usr/lib/galera/libgalera_smm.so";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// Runs as `mysql` where we are root: its scripts do not work for root.
  private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");

  private final List<Node> nodes = new ArrayList<>();
  private final Path root;

  /// One server.
  ///
  /// @param port of clients
  /// @param peer port of the other servers
  /// @param ist port to which missing changes are sent
  /// @param sst port to which everything is sent
  private record Node(Path data, int port, int peer, int ist, int sst, List<Process> processes) {
    Path log() {
      return data.resolveSibling(data.getFileName() + ".log");
    }

    String lastWords() {
      try {
        List<String> lines = Files.readAllLines(log());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
      } catch (IOException unreadable) {
        return unreadable.toString();
      }
    }

    String peers() {
      return "127.0.0.1:" + peer;
    }
  }

  private GaleraCluster(Path root) {
    this.root = root;
  }

  /// Whether this machine has all that it takes.
  static boolean isInstalled() {
    return Files.exists(Path.of(PROVIDER))
        && List.of("mariadbd", "mariadb-install-db", "rsync").stream()
            .allMatch(GaleraCluster::isOnPath);
  }

  private static boolean isOnPath(String program) {
    return List.of("/usr/bin", "/usr/sbin", "/usr/local/bin").stream()
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /// Starts the servers one after the other; each has the database `autotest`, empty.
  static GaleraCluster start(int size) throws IOException, SQLException {
    Path root = Files.createTempDirectory("autotest-galera-");
    GaleraCluster cluster = new GaleraCluster(root);
    try {
      run("chmod", "755", root.toString());
      for (int i = 0; i < size; i++) {
        cluster.addNode("node" + (i + 1));
      }
      for (int i = 0; i < size; i++) {
        cluster.startNode(i);
        if (i == 0) {
          cluster.makeDatabase();
        }
      }
      return cluster;
    } catch (IOException | RuntimeException | SQLException failure) {
      cluster.close();
      throw failure;
    }
  }

  private void addNode(String name) throws IOException {
    Path data = Files.createDirectory(root.resolve(name));
    if (IS_ROOT) {
      run("chown", "mysql", data.toString());
    }
    List<String> install =
        new ArrayList<>(
            List.of(
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db"));
    if (IS_ROOT) {
      install.add("--user=mysql");
    }
    run(install.toArray(String[]::new));
    nodes.add(
        new Node(
            data,
            LoopbackSshd.freePort(),
            LoopbackSshd.freePort(),
            LoopbackSshd.freePort(),
            LoopbackSshd.freePort(),
            new ArrayList<>()));
  }

  private void startNode(int index) throws IOException, SQLException {
    Node node = nodes.get(index);
    List<String> command =
        new ArrayList<>(
            List.of(
                "mariadbd",
                "--no-defaults",
                "--datadir=" + node.data(),
                "--socket=server.sock",
                "--port=" + node.port(),
                "--bind-address=127.0.0.1",
                "--skip-ssl",
                "--skip-name-resolve",
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_unicode_520_nopad_ci",
                "--innodb-buffer-pool-size=64M",
                "--innodb-log-file-size=16M",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-autoinc-lock-mode=2",
                "--binlog-format=ROW",
                "--wsrep-on=ON",
                "--wsrep-provider=" + PROVIDER,
                "--wsrep-cluster-name=lab",
                "--wsrep-cluster-address=gcomm://"
                    + nodes.stream().map(Node::peers).collect(Collectors.joining(",")),
                "--wsrep-node-name=" + node.data().getFileName(),
                "--wsrep-node-address=" + node.peers(),
                "--wsrep-provider-options=gmcast.listen_addr=tcp://%s;ist.recv_addr=127.0.0.1:%d;gcache.size=32M"
                    .formatted(node.peers(), node.ist()),
                "--wsrep-sst-method=rsync",
                "--wsrep-sst-receive-address=127.0.0.1:" + node.sst()));
    if (IS_ROOT) {
      command.add("--user=mysql");
    }
    if (index == 0) {
      command.add("--wsrep-new-cluster");
    }
    node.processes()
        .add(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(node.log().toFile())
                .start());
    await()
        .alias("server of the cluster, log in " + node.log())
        .atMost(PATIENCE)
        .until(() -> isReady(node));
  }

  private static boolean isReady(Node node) {
    if (!node.processes().getLast().isAlive()) {
      throw new IllegalStateException("a server of the cluster ended: " + node.lastWords());
    }
    try (Connection connection = asRoot(node.port());
        ResultSet row =
            connection.createStatement().executeQuery("SHOW STATUS LIKE 'wsrep_ready'")) {
      return row.next() && row.getString(2).equals("ON");
    } catch (SQLException notYet) {
      return false;
    }
  }

  private static Connection asRoot(int port) throws SQLException {
    return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:%d/".formatted(port), "root", "");
  }

  private void makeDatabase() throws SQLException {
    try (Connection connection = asRoot(nodes.getFirst().port());
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE autotest");
      statement.execute("CREATE USER autotest@'127.0.0.1' IDENTIFIED BY 'secret'");
      statement.execute("GRANT ALL ON autotest.* TO autotest@'127.0.0.1'");
    }
  }

  /// Where all servers are: the first one that answers is used.
  DatabaseAddress address() {
    return address(
        nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(",")));
  }

  /// Where one server is.
  ///
  /// @param index from 0
  DatabaseAddress address(int index) {
    return address("127.0.0.1:" + nodes.get(index).port());
  }

  private static DatabaseAddress address(String hosts) {
    return DatabaseAddress.of(
        "jdbc:mariadb:sequential://%s/autotest".formatted(hosts), "autotest", "secret");
  }

  /// `kill -9`.
  void kill(int index) {
    nodes.get(index).processes().getLast().destroyForcibly().onExit().join();
  }

  private static void run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.onExit().orTimeout(2, TimeUnit.MINUTES).join();
    if (process.exitValue() != 0) {
      throw new IOException("failed: " + String.join(" ", command));
    }
  }

  @Override
  public void close() throws IOException {
    for (Node node : nodes) {
      for (Process process : node.processes()) {
        process.destroyForcibly().onExit().join();
      }
    }
    run("rm", "-rf", root.toString());
  }
}
