package org.autotest.autoserv.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.RemoteProcess;
import org.autotest.autoserv.host.Scripts;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.core.failure.Blame;
import org.autotest.core.files.Unreadable;

/// Puts the client and the tests on a machine, unless they are there. Several executions may do so
/// at once; one that is cut off leaves nothing half done, and what it sent is not sent again.
public final class ClientInstaller {
  /// Where clients go when nobody says otherwise, best first.
  public static final List<String> DIRECTORIES =
      List.of("/usr/local/autotest", "/home/autotest", "~/autotest");

  private static final Duration SURVEY_LIMIT = Duration.ofSeconds(60);
  private static final Duration SEND_LIMIT = Duration.ofHours(1);
  private static final int ATTEMPTS = 3;

  private final Bundles bundles;
  private final Optional<Archive> tests;
  private final List<String> directories;
  private final ClientConfiguration configuration;
  private final Logger log;

  /// For one version of each.
  ///
  /// @param directories candidates for the install directory, best first; `~/…` is the home of
  ///   whoever logs in
  /// @param configuration what the lab says to its clients
  public ClientInstaller(
      Bundles bundles,
      Optional<Archive> tests,
      List<String> directories,
      ClientConfiguration configuration,
      Logger log) {
    this.bundles = bundles;
    this.tests = tests;
    this.directories = List.copyOf(directories);
    this.configuration = configuration;
    this.log = log;
  }

  /// Makes sure that the client is there.
  ///
  /// @throws InstallFailure when it cannot be
  /// @throws SshFailure when the machine is lost on the way
  public Installation install(HostConnection host) throws InterruptedException {
    Survey survey = survey(host, bundles.own());
    Archive bundle = bundles.of(survey.text("arch"), host.hostname());
    if (!bundle.equals(bundles.own())) {
      survey = survey(host, bundle);
    }
    String directory = survey.requireUsable(host.hostname());
    boolean pushed = false;
    if (!survey.is("bundle", "present")) {
      push(host, directory, bundle);
      pushed = true;
    }
    if (tests.isPresent() && !survey.is("tests", "present")) {
      push(host, directory, tests.get());
      pushed = true;
    }
    configure(host, directory, survey.text("configuration"));
    log.log(
        Level.INFO,
        "client {0} on {1} in {2}",
        bundle.version() + (pushed ? " installed" : " is already there"),
        host.hostname(),
        directory);
    return new Installation(
        directory,
        directory + "/" + bundle.path(),
        tests.map(archive -> directory + "/" + archive.path()).orElse(""),
        pushed,
        survey.text("kernel"),
        survey.text("boot_id"),
        Instant.ofEpochSecond(survey.number("now")),
        survey.text("messages_file"),
        survey.number("messages_bytes"));
  }

  /// The client for a machine, there or not.
  ///
  /// @throws InstallFailure when there is none
  public Archive bundleFor(HostConnection host) throws InterruptedException {
    return bundles.of(survey(host, bundles.own()).text("arch"), host.hostname());
  }

  private Survey survey(HostConnection host, Archive bundle) throws InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.add(bundle.version());
    arguments.add(tests.map(Archive::version).orElse(""));
    arguments.addAll(directories);
    CommandResult result =
        host.run(Scripts.load(ClientInstaller.class, "survey.sh"), SURVEY_LIMIT, arguments);
    if (!result.isSuccess()) {
      throw new InstallFailure(
          Blame.HOST,
          "looking for the client on %s: %s".formatted(host.hostname(), result.complaint()));
    }
    return Survey.parse(result.stdout());
  }

  /// @param there version of the one that a lab sent, `own` for one of the machine, empty for none
  private void configure(HostConnection host, String directory, String there)
      throws InterruptedException {
    if (there.equals(configuration.version()) || there.equals("own")) {
      return;
    }
    CommandResult result =
        host.run(
            Scripts.load(ClientInstaller.class, "configure.sh"),
            SURVEY_LIMIT,
            List.of(directory, configuration.text()));
    if (!result.isSuccess()) {
      throw new InstallFailure(
          Blame.HOST,
          "configuring the client on %s: %s".formatted(host.hostname(), result.complaint()));
    }
  }

  private void push(HostConnection host, String directory, Archive archive)
      throws InterruptedException {
    Path file = archive.file().get();
    String sum = Archives.sha256(file);
    if (archive.kind().equals("versions") && !sum.startsWith(archive.version())) {
      throw new InstallFailure(
          Blame.LAB,
          "reading the client bundle %s: it is damaged, its SHA-256 is %s".formatted(file, sum));
    }
    for (int attempt = 1; ; attempt++) {
      try {
        if (sent(host, directory, archive, file, sum)) {
          return;
        }
        log.log(Level.WARNING, "what arrived on {0} was damaged", host.hostname());
      } catch (SshFailure lost) {
        if (attempt == ATTEMPTS || !lost.kind().mayMendItself()) {
          throw lost;
        }
        log.log(Level.WARNING, lost.problem() + "; going on where it broke off");
        host.disconnect();
      }
      if (attempt == ATTEMPTS) {
        throw new InstallFailure(
            Blame.HOST,
            "sending %s to %s: it arrived damaged %d times"
                .formatted(file.getFileName(), host.hostname(), ATTEMPTS));
      }
    }
  }

  /// Whether it is there now; false when it arrived damaged.
  private boolean sent(
      HostConnection host, String directory, Archive archive, Path file, String sum)
      throws InterruptedException {
    String doing = "installing %s on %s".formatted(archive.path(), host.hostname());
    try (RemoteProcess receiver =
        host.start(
            Scripts.load(ClientInstaller.class, "receive.sh"),
            SEND_LIMIT,
            arguments(directory, archive, file, sum))) {
      long bytes = size(file);
      Answer first = Answer.read(receiver, doing, bytes);
      if (first instanceof Answer.Send(var offset)) {
        send(file, offset, receiver.stdin());
        return Answer.read(receiver, doing, bytes).isInstalled(doing, directory);
      }
      return first.isInstalled(doing, directory);
    } catch (IOException broken) {
      throw new SshFailure(SshFailure.Kind.LOST, "%s: %s".formatted(doing, broken.getMessage()));
    }
  }

  private List<String> arguments(String directory, Archive archive, Path file, String sum) {
    try {
      return List.of(
          directory,
          archive.kind(),
          archive.version(),
          sum,
          Long.toString(Files.size(file)),
          Long.toString(Archives.unpackedBytes(file) / 1024));
    } catch (IOException unreadable) {
      throw unreadable(file, unreadable);
    }
  }

  /// @throws IOException when the machine does not take it
  private void send(Path file, long offset, OutputStream to) throws IOException {
    log.log(Level.INFO, "sending {0} from byte {1}", file.getFileName(), Long.toString(offset));
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = opened(file);
        to) {
      skip(in, offset, file);
      for (int n = next(in, buffer, file); n >= 0; n = next(in, buffer, file)) {
        to.write(buffer, 0, n);
      }
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException unreadable) {
      throw unreadable(file, unreadable);
    }
  }

  private static InputStream opened(Path file) {
    try {
      return Files.newInputStream(file);
    } catch (IOException unreadable) {
      throw unreadable(file, unreadable);
    }
  }

  private static void skip(InputStream in, long bytes, Path file) {
    try {
      in.skipNBytes(bytes);
    } catch (IOException unreadable) {
      throw unreadable(file, unreadable);
    }
  }

  private static int next(InputStream in, byte[] buffer, Path file) {
    try {
      return in.read(buffer);
    } catch (IOException unreadable) {
      throw unreadable(file, unreadable);
    }
  }

  private static InstallFailure unreadable(Path file, IOException why) {
    return new InstallFailure(Blame.LAB, Unreadable.told("reading", file, why));
  }
}
