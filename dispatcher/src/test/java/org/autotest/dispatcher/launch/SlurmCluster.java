package org.autotest.dispatcher.launch;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.autotest.testkit.LoopbackSshd;

/// Slurm on this machine alone: its controller, one node, and Munge, which tells them who is who.
/// All of it in one directory.
///
/// The commands of Slurm read where it is from the variable `SLURM_CONF`; [#commands] makes a
/// directory with commands that know it without.
final class SlurmCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int KEY_BYTES = 1_024;

  private static final String CONFIGURATION =
      """
      ClusterName=lab
      SlurmctldHost=HOST(127.0.0.1)
      SlurmctldPort=CONTROL
      SlurmdPort=NODE
      AuthType=auth/munge
      CredType=cred/munge
      AuthInfo=socket=ROOT/munge/socket
      SlurmUser=USER
      SlurmdUser=USER
      StateSaveLocation=ROOT/state
      SlurmdSpoolDir=ROOT/spool
      SlurmctldPidFile=ROOT/slurmctld.pid
      SlurmdPidFile=ROOT/slurmd.pid
      ProctrackType=proctrack/linuxproc
      TaskPlugin=task/none
      SelectType=select/cons_tres
      SelectTypeParameters=CR_CPU
      ReturnToService=2
      MailProg=/bin/true
      MpiDefault=none
      JobAcctGatherType=jobacct_gather/none
      AccountingStorageType=accounting_storage/none
      MinJobAge=2
      KillWait=5
      NodeName=HOST NodeAddr=127.0.0.1 CPUs=1 State=UNKNOWN
      PartitionName=lab Nodes=HOST Default=YES MaxTime=INFINITE State=UP OverSubscribe=FORCE:100
      """;

  private final Path root;
  private final List<Process> daemons = new ArrayList<>();

  private SlurmCluster(Path root) {
    this.root = root;
  }

  /// Starts it; the account must be root, as Slurm's own programs want it.
  ///
  /// @param root an empty directory with a short name: a socket is in it
  static SlurmCluster start(Path root) throws IOException {
    SlurmCluster cluster = new SlurmCluster(root);
    try {
      cluster.write();
      cluster.daemon(
          "munged",
          "--foreground",
          "--force",
          "--key-file=" + root.resolve("munge/key"),
          "--socket=" + root.resolve("munge/socket"),
          "--log-file=" + root.resolve("munge/log"),
          "--pid-file=" + root.resolve("munge/pid"),
          "--seed-file=" + root.resolve("munge/seed"));
      await().atMost(PATIENCE).until(() -> Files.exists(root.resolve("munge/socket")));
      cluster.daemon("slurmctld", "-D", "-f", cluster.configuration().toString());
      cluster.daemon("slurmd", "-D", "-f", cluster.configuration().toString());
      await().atMost(PATIENCE).until(() -> cluster.says("sinfo", "-h", "-o", "%T").equals("idle"));
      return cluster;
    } catch (IOException | RuntimeException failure) {
      cluster.close();
      throw failure;
    }
  }

  private void write() throws IOException {
    for (String name : List.of("state", "spool", "munge", "bin")) {
      Files.createDirectories(root.resolve(name));
    }
    Files.setPosixFilePermissions(
        root.resolve("munge"), PosixFilePermissions.fromString("rwx--x--x"));
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Files.write(root.resolve("munge/key"), key);
    Files.setPosixFilePermissions(
        root.resolve("munge/key"), PosixFilePermissions.fromString("rw-------"));
    String text = CONFIGURATION;
    for (Map.Entry<String, String> value :
        Map.of(
                "ROOT", root.toString(),
                "HOST", says("hostname", "-s"),
                "USER", System.getProperty("user.name"),
                "CONTROL", Integer.toString(LoopbackSshd.freePort()),
                "NODE", Integer.toString(LoopbackSshd.freePort()))
            .entrySet()) {
      text = text.replace(value.getKey(), value.getValue());
    }
    Files.writeString(configuration(), text);
  }

  private Path configuration() {
    return root.resolve("slurm.conf");
  }

  private void daemon(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SLURM_CONF", configuration().toString());
    daemons.add(
        builder
            .redirectErrorStream(true)
            .redirectOutput(root.resolve(command[0] + ".out").toFile())
            .start());
  }

  /// What a command prints, with this cluster in its environment.
  String says(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SLURM_CONF", configuration().toString());
    Process process = builder.redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /// A directory with the commands that a dispatcher uses.
  Path commands() throws IOException {
    for (String name : List.of("sbatch", "squeue", "scancel")) {
      Path command = root.resolve("bin").resolve(name);
      Files.writeString(
          command,
          "#!/bin/sh\nSLURM_CONF=%s exec /usr/bin/%s \"$@\"\n".formatted(configuration(), name));
      Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return root.resolve("bin");
  }

  @Override
  public void close() {
    for (Process daemon : daemons.reversed()) {
      daemon.destroy();
      daemon.onExit().completeOnTimeout(daemon, 10, java.util.concurrent.TimeUnit.SECONDS).join();
      daemon.destroyForcibly().onExit().join();
    }
  }
}
