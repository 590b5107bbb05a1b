package org.autotest.autoserv.install;

import static java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.LoopbackTarget;
import org.autotest.autoserv.host.ShellConnection;
import org.autotest.core.failure.Blame;
import org.autotest.testkit.LoopbackSshd;
import org.autotest.testkit.NeedsSshd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsSshd
final class ClientInstallerTest {
  private static final System.Logger LOG = System.getLogger("install-test");

  @TempDir private Path temp;
  @TempDir private Path sockets;
  @TempDir private Path work;
  private LoopbackSshd sshd;
  private HostConnection host;
  private Path home;
  private Path bundle;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    sshd = LoopbackSshd.start(temp);
    host = ShellConnection.overSsh(LoopbackTarget.of(sshd), sockets, LOG);
    home = sshd.home().resolve("autotest");
    bundle = FakeClient.bundle(work, "one");
  }

  @AfterEach
  void stop() {
    host.close();
    sshd.close();
  }

  @Test
  void the_first_time_the_client_is_sent_and_the_second_time_it_is_there() throws Exception {
    Installation first = installer(bundle).install(host);
    Installation second = installer(bundle).install(host);

    assertThat(first.pushed()).isTrue();
    assertThat(Path.of(first.client(), "bin/autotest-daemon")).isExecutable();
    assertThat(Path.of(first.client(), "VERSION")).hasContent("one");
    assertThat(Files.readSymbolicLink(home.resolve("current")))
        .hasToString("versions/" + Archives.bundle(bundle).version());
    assertThat(home.resolve("incoming")).isEmptyDirectory();
    assertThat(second.pushed()).isFalse();
    assertThat(second.client()).isEqualTo(first.client());
    assertThat(second.kernel()).isNotEmpty();
  }

  @Test
  void an_interrupted_transfer_goes_on_where_it_broke_off() throws Exception {
    byte[] whole = Files.readAllBytes(bundle);
    Path part = incoming("versions-" + Archives.bundle(bundle).version() + ".tar.gz");
    Files.write(part, java.util.Arrays.copyOf(whole, whole.length / 2));
    List<String> lines = new ArrayList<>();

    new ClientInstaller(
            Bundles.only(Archives.bundle(bundle)),
            Optional.empty(),
            List.of("~/autotest"),
            ClientConfiguration.NONE,
            new Lines(lines))
        .install(host);

    assertThat(lines).anyMatch(line -> line.endsWith("from byte " + whole.length / 2));
  }

  @Test
  void what_arrives_damaged_is_sent_again() throws Exception {
    byte[] damaged = Files.readAllBytes(bundle);
    damaged[100] ^= 1;
    Path part = incoming("versions-" + Archives.bundle(bundle).version() + ".tar.gz");
    Files.write(part, java.util.Arrays.copyOf(damaged, damaged.length / 2));

    Installation installed = installer(bundle).install(host);

    assertThat(Path.of(installed.client(), "VERSION")).hasContent("one");
    assertThat(part).doesNotExist();
  }

  @Test
  void executions_that_install_at_once_do_not_disturb_each_other() throws Exception {
    Callable<Installation> install =
        () -> {
          Path own = Files.createTempDirectory(sockets, "s");
          try (HostConnection line = ShellConnection.overSsh(LoopbackTarget.of(sshd), own, LOG)) {
            return installer(bundle).install(line);
          }
        };

    try (var threads = newVirtualThreadPerTaskExecutor()) {
      List<Installation> all =
          threads.invokeAll(List.of(install, install, install)).stream()
              .map(future -> future.resultNow())
              .toList();

      assertThat(all).extracting(Installation::client).hasSize(3).containsOnly(all.get(0).client());
    }
    assertThat(Path.of(home.toString(), "versions")).isDirectoryContaining(p -> true);
    assertThat(home.resolve("incoming")).isEmptyDirectory();
  }

  @Test
  void the_lock_of_an_installer_that_died_is_taken_over() throws Exception {
    Path lock = incoming("versions-" + Archives.bundle(bundle).version() + ".lock");
    Files.createDirectory(lock);
    Files.writeString(lock.resolve("holder"), "1 999999999999\n");

    assertThat(installer(bundle).install(host).pushed()).isTrue();
    assertThat(home.resolve("incoming")).isEmptyDirectory();
  }

  @Test
  void the_newest_other_version_stays_and_every_one_in_use() throws Exception {
    Installation used = installer(bundle).install(host);
    Path run = Files.createDirectories(home.resolve("runs/a-run"));
    Files.writeString(
        run.resolve("uses"), "versions/" + Path.of(used.client()).getFileName() + "\n");

    List<String> later = new ArrayList<>();
    for (String mark : List.of("two", "three", "four")) {
      Path next = FakeClient.bundle(work, mark);
      later.add(Path.of(installer(next).install(host).client()).getFileName().toString());
      Files.setLastModifiedTime(
          home.resolve("versions").resolve(later.getLast()),
          java.nio.file.attribute.FileTime.fromMillis(1_000_000_000L * later.size()));
    }

    try (Stream<Path> versions = Files.list(home.resolve("versions"))) {
      assertThat(versions.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(
              Path.of(used.client()).getFileName().toString(), later.get(1), later.get(2));
    }
  }

  @Test
  void changed_tests_are_sent_and_unchanged_ones_are_not() throws Exception {
    Path tests = Files.createDirectories(work.resolve("tests"));
    Path longName = tests.resolve("deep".repeat(20)).resolve("name".repeat(20));
    Files.createDirectories(longName.getParent());
    Files.writeString(longName, "long");
    Files.writeString(tests.resolve("run me.sh"), "#!/bin/sh\n");
    assertThat(tests.resolve("run me.sh").toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(tests.resolve("link"), Path.of("run me.sh"));

    Installation first = installer(bundle, tests).install(host);
    Installation again = installer(bundle, tests).install(host);
    Files.writeString(longName, "changed");
    Installation changed = installer(bundle, tests).install(host);

    assertThat(again.pushed()).isFalse();
    assertThat(again.tests()).isEqualTo(first.tests());
    assertThat(Path.of(first.tests(), "link").toRealPath().getFileName()).hasToString("run me.sh");
    assertThat(Path.of(first.tests(), "run me.sh")).isExecutable();
    assertThat(changed.pushed()).isTrue();
    assertThat(Path.of(changed.tests()).resolve(tests.relativize(longName))).hasContent("changed");
  }

  @Test
  void a_machine_where_no_directory_can_be_written_is_the_hosts_failure() {
    InstallFailure failure =
        catchThrowableOfType(
            InstallFailure.class,
            () ->
                new ClientInstaller(
                        Bundles.only(Archives.bundle(bundle)),
                        Optional.empty(),
                        List.of("/proc/nowhere", "/dev/null/autotest"),
                        ClientConfiguration.NONE,
                        LOG)
                    .install(host));

    assertThat(failure.blame()).isEqualTo(Blame.HOST);
    assertThat(failure).hasMessageContainingAll("on loop", "/proc/nowhere", "cannot create");
  }

  @Test
  void a_damaged_bundle_is_the_labs_failure() throws Exception {
    byte[] bytes = Files.readAllBytes(bundle);
    bytes[50] ^= 1;
    Files.write(bundle, bytes);

    InstallFailure failure =
        catchThrowableOfType(InstallFailure.class, () -> installer(bundle).install(host));

    assertThat(failure.blame()).isEqualTo(Blame.LAB);
    assertThat(failure).hasMessageContaining("damaged");
  }

  @Test
  void a_machine_of_another_architecture_gets_the_client_that_was_added_for_it() throws Exception {
    sshd.program("uname", "echo riscv64");
    Path others = Files.createDirectory(work.resolve("others"));
    ClientInstaller installer =
        new ClientInstaller(
            new Bundles(Archives.bundle(bundle), Optional.of(others)),
            Optional.empty(),
            List.of("~/autotest"),
            ClientConfiguration.NONE,
            LOG);
    try {
      InstallFailure none =
          catchThrowableOfType(InstallFailure.class, () -> installer.install(host));
      Path added = FakeClient.bundle(Files.createDirectory(others.resolve("riscv64")), "other");
      Installation installed = installer.install(host);

      assertThat(none.blame()).isEqualTo(Blame.LAB);
      assertThat(none).hasMessageContainingAll("for loop", "it is riscv64", "others/add-runtime");
      assertThat(Path.of(installed.client(), "VERSION")).hasContent("other");
      assertThat(installed.client()).endsWith(Archives.bundle(added).version());
      assertThat(installer.install(host).pushed()).isFalse();
    } finally {
      Files.delete(sshd.programs().resolve("uname"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo send me",
        "echo space 1",
        "echo failed",
        "echo send 999999999999",
        "yes x | head -c 99999 | tr -d '\\n'"
      })
  void what_a_machine_answers_and_means_nothing_is_the_hosts_failure(String noise)
      throws Exception {
    sshd.program(
        "mkdir", "case $* in *.lock) %s ;; esac; exec /usr/bin/mkdir \"$@\"".formatted(noise));
    try {
      InstallFailure failure =
          catchThrowableOfType(InstallFailure.class, () -> installer(bundle).install(host));

      assertThat(failure.blame()).isEqualTo(Blame.HOST);
      assertThat(failure).hasMessageContaining("an answer that means nothing: '");
    } finally {
      Files.delete(sshd.programs().resolve("mkdir"));
    }
  }

  @Test
  void a_bundle_that_is_gone_when_it_is_to_be_sent_is_the_labs_failure() throws Exception {
    Archive archive = Archives.bundle(bundle);
    Archive gone = new Archive(archive.kind(), archive.version(), () -> removedWhenAsked(bundle));

    InstallFailure failure =
        catchThrowableOfType(
            InstallFailure.class,
            () ->
                new ClientInstaller(
                        Bundles.only(gone),
                        Optional.empty(),
                        List.of("~/autotest"),
                        ClientConfiguration.NONE,
                        LOG)
                    .install(host));

    assertThat(failure.blame()).isEqualTo(Blame.LAB);
    assertThat(failure).hasMessageContaining("reading " + bundle);
  }

  /// As an upgrade does it.
  private static Path removedWhenAsked(Path file) {
    try {
      Files.delete(file);
      return file;
    } catch (IOException stays) {
      throw new java.io.UncheckedIOException(stays);
    }
  }

  @Test
  void what_the_lab_says_to_its_clients_is_there_as_long_as_it_says_so() throws Exception {
    Path lab = work.resolve("lab.ini");
    Path there = home.resolve("global_config.ini");
    Files.writeString(lab, "[AUTOSERV]\npassword = x\n[CLIENT]\noutput_dir = /var/it's\n");
    configured(lab).install(host);
    assertThat(there)
        .content()
        .contains("[CLIENT]\noutput_dir = /var/it's\n")
        .doesNotContain("AUTOSERV", "password");

    Files.writeString(lab, "[PACKAGES]\nfetch_location = https://host.example/\n");
    configured(lab).install(host);
    assertThat(there).content().contains("fetch_location").doesNotContain("output_dir");
    FileTime written = Files.getLastModifiedTime(there);
    configured(lab).install(host);
    assertThat(Files.getLastModifiedTime(there)).as("written once").isEqualTo(written);

    installer(bundle).install(host);
    assertThat(there).doesNotExist();
  }

  @Test
  void a_configuration_that_a_machine_has_of_its_own_stays() throws Exception {
    Path lab = Files.writeString(work.resolve("lab.ini"), "[CLIENT]\ndrop_caches = True\n");
    Files.createDirectories(home.resolve("versions"));
    Path own = Files.writeString(home.resolve("global_config.ini"), "[CLIENT]\n# our own\n");

    configured(lab).install(host);
    assertThat(own).hasContent("[CLIENT]\n# our own\n");
  }

  @Test
  void a_configuration_that_is_too_large_is_the_labs_fault() throws Exception {
    Path lab =
        Files.writeString(work.resolve("lab.ini"), "[COMMON]\n" + "# no more\n".repeat(2_000));

    InstallFailure failure =
        catchThrowableOfType(InstallFailure.class, () -> ClientConfiguration.read(lab));

    assertThat(failure.blame()).isEqualTo(Blame.LAB);
    assertThat(failure.problem()).contains("20009 bytes, and 16384 are allowed");
  }

  private ClientInstaller configured(Path lab) {
    return new ClientInstaller(
        Bundles.only(Archives.bundle(bundle)),
        Optional.empty(),
        List.of("~/autotest"),
        ClientConfiguration.read(lab),
        LOG);
  }

  private Path incoming(String name) throws IOException {
    Files.createDirectories(home.resolve("versions"));
    return Files.createDirectories(home.resolve("incoming")).resolve(name);
  }

  private static ClientInstaller installer(Path bundle) {
    return new ClientInstaller(
        Bundles.only(Archives.bundle(bundle)),
        Optional.empty(),
        List.of("~/autotest"),
        ClientConfiguration.NONE,
        LOG);
  }

  private ClientInstaller installer(Path bundle, Path tests) {
    return new ClientInstaller(
        Bundles.only(Archives.bundle(bundle)),
        Optional.of(Archives.tests(tests, work)),
        List.of("~/autotest"),
        ClientConfiguration.NONE,
        LOG);
  }

  /// Collects what is logged.
  private record Lines(List<String> lines) implements System.Logger {
    @Override
    public String getName() {
      return "lines";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level,
        java.util.@org.jspecify.annotations.Nullable ResourceBundle bundle,
        @org.jspecify.annotations.Nullable String message,
        @org.jspecify.annotations.Nullable Throwable thrown) {
      lines.add(String.valueOf(message));
    }

    @Override
    public void log(
        Level level,
        java.util.@org.jspecify.annotations.Nullable ResourceBundle bundle,
        @org.jspecify.annotations.Nullable String format,
        @org.jspecify.annotations.Nullable
            Object @org.jspecify.annotations.Nullable ... parameters) {
      lines.add(java.text.MessageFormat.format(String.valueOf(format), parameters));
    }
  }
}
