package org.autotest.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;

/// A machine of its own: QEMU with a copy of the disk of a [GuestImage], started and ended by the
/// program `qemu-guest` of the distribution. It can reboot, crash, and lose its power. Gone, with
/// its disk, after [#close].
///
/// Where `kvm` does not work its processor is emulated: ten times slower than the host.
public final class Guest implements AutoCloseable {
  /// How long a boot may take, on a busy host and with an emulated processor.
  public static final Duration BOOT_LIMIT = Duration.ofMinutes(4);

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int GREETING_MILLIS = 2_000;

  private final Path directory;
  private final String name;
  private final GuestImage image;
  private final int port;

  private Guest(Path directory, String name, GuestImage image) {
    this.directory = directory;
    this.name = name;
    this.image = image;
    this.port = LoopbackSshd.freePort();
  }

  /// One that is not started yet.
  ///
  /// @param parent gets a directory with the name of the guest
  /// @param settings more lines for its `guest.conf`
  public static Guest in(Path parent, String name, GuestImage image, String... settings)
      throws IOException {
    Guest guest = new Guest(Files.createDirectory(parent.resolve(name)), name, image);
    List<String> lines =
        new ArrayList<>(List.of("image=" + image.disk(), "port=" + guest.port, "memory_mb=768"));
    lines.addAll(Arrays.asList(settings));
    Files.write(guest.directory.resolve("guest.conf"), lines);
    // It would outlive tests that somebody stops.
    Runtime.getRuntime().addShutdownHook(new Thread(guest::close));
    return guest;
  }

  /// Its host name, and its name in [#sshConfiguration].
  public String name() {
    return name;
  }

  /// What `qemu-guest` is called with.
  public Path directory() {
    return directory;
  }

  /// For `ssh -F`.
  public String sshConfiguration() {
    return """
    Host %s
      HostName 127.0.0.1
      Port %d
      User root
      HostKeyAlias guest
      IdentityFile %s
      IdentitiesOnly yes
      IdentityAgent none
    """
        .formatted(name, port, image.key());
  }

  /// Has `qemu-guest` do something: `start`, `stop`, `off`, `on`.
  public void order(String action) throws IOException, InterruptedException {
    Ran.of(LIMIT, List.of(GuestImage.program("qemu-guest"), action, directory.toString())).orFail();
  }

  /// Boots it from a fresh disk, and waits until its sshd answers.
  public Guest boot() throws IOException, InterruptedException {
    order("start");
    awaitUp();
    return this;
  }

  /// Waits until its sshd answers.
  ///
  /// @throws org.awaitility.core.ConditionTimeoutException when it does not within [#BOOT_LIMIT]
  public void awaitUp() {
    Awaitility.await("sshd of " + name)
        .pollInterval(Duration.ofMillis(200))
        .atMost(BOOT_LIMIT)
        .until(this::greets);
  }

  /// A port that is forwarded takes connections also when nobody is behind it.
  private boolean greets() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), GREETING_MILLIS);
      socket.setSoTimeout(GREETING_MILLIS);
      return new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII)
          .equals("SSH-");
    } catch (IOException notYet) {
      return false;
    }
  }

  /// Runs a line of shell in it, as root.
  ///
  /// @return with the exit status of ssh, 255, when it does not answer
  public Ran ssh(String line) throws IOException, InterruptedException {
    return Ran.of(LIMIT, ssh(List.of(line)));
  }

  /// Unpacks there what a line of shell on this side writes as a compressed tar archive.
  ///
  /// @param target made when it is not there
  public void unpack(String archiving, String target) throws IOException, InterruptedException {
    String there = "mkdir -p '%1$s' && tar -xzf - -C '%1$s'".formatted(target);
    List<String> argv = new ArrayList<>(List.of("sh", "-c", archiving + " | \"$@\"", "sh"));
    argv.addAll(ssh(List.of(there)));
    Ran.of(LIMIT, argv).orFail();
  }

  private List<String> ssh(List<String> more) throws IOException {
    Path configuration = directory.resolve("ssh_config");
    Files.writeString(
        configuration,
        sshConfiguration()
            + """
              BatchMode yes
              ConnectTimeout 20
              LogLevel ERROR
              StrictHostKeyChecking accept-new
              UserKnownHostsFile %s/known_hosts
            """
                .formatted(directory));
    List<String> argv = new ArrayList<>(List.of("ssh", "-F", configuration.toString(), name));
    argv.addAll(more);
    return argv;
  }

  /// All that its serial console has said, over its reboots.
  public String console() throws IOException {
    return new String(
        Files.readAllBytes(directory.resolve("console.log")), StandardCharsets.ISO_8859_1);
  }

  /// Takes its network cable out, or puts it back in. The machine itself goes on.
  public void plug(boolean in) throws IOException {
    try (SocketChannel monitor = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      monitor.connect(UnixDomainSocketAddress.of(directory.resolve("monitor")));
      String order = "set_link lan %s\n".formatted(in ? "on" : "off");
      monitor.write(ByteBuffer.wrap(order.getBytes(StandardCharsets.US_ASCII)));
      awaitPrompts(monitor, 2);
    }
  }

  /// The monitor prompts when it is ready, and again when the order was carried out.
  private static void awaitPrompts(SocketChannel monitor, int prompts) throws IOException {
    StringBuilder said = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    while (said.toString().split("\\(qemu\\) ", -1).length <= prompts) {
      buffer.clear();
      if (monitor.read(buffer) < 0) {
        throw new IOException("the monitor ended after: " + said);
      }
      said.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
    }
  }

  @Override
  public void close() {
    if (!Files.exists(directory)) {
      return;
    }
    try {
      order("stop");
    } catch (IOException broken) {
      throw new IllegalStateException("ending the guest " + name, broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
