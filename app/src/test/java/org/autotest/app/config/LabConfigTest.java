package org.autotest.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.app.config.LabConfig.LogFormat;
import org.autotest.app.config.LabConfig.Surroundings;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.host.Protection;
import org.autotest.dispatcher.results.Archive;
import org.autotest.web.action.LabStandards;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LabConfigTest {
  @TempDir Path directory;

  @Test
  void an_empty_file_gives_the_standard_values() throws IOException {
    LabConfig config = read("");

    assertThat(config.database()).isEmpty();
    assertThat(config.webPort()).isEqualTo(8080);
    assertThat(config.stateDir()).isEqualTo(Path.of("/home/alice/.local/state/autotest"));
    assertThat(config.resultsDir()).isEqualTo(config.stateDir().resolve("results"));
    assertThat(config.testsDir()).isEqualTo(Path.of("/opt/autotest/testsuite"));
    assertThat(config.dispatcherName()).isEqualTo("machine1");
    assertThat(config.hosts().clientDirs())
        .containsExactly("/usr/local/autotest", "/home/autotest", "~/autotest");
  }

  @Test
  void comments_blanks_and_relative_paths_are_understood() throws IOException {
    Files.writeString(directory.resolve("secret"), "pass#word\nsecond line\n");

    LabConfig config =
        read(
            """
            # A lab.

            database.url=jdbc:mariadb://db:3306/autotest   # with a comment
            database.password_file = secret
              results_dir = ../results
            log.format = json
            """);

    assertThat(config.database().orElseThrow().url()).isEqualTo("jdbc:mariadb://db:3306/autotest");
    assertThat(config.database().orElseThrow().password()).isEqualTo("pass#word");
    assertThat(config.resultsDir()).isEqualTo(directory.resolveSibling("results"));
    assertThat(config.logFormat()).isEqualTo(LogFormat.JSON);
  }

  @Test
  void slurm_gets_the_options_of_the_lab() throws IOException {
    assertThat(read("").slurm()).isEmpty();
    assertThat(read("launcher = slurm\nslurm.options = --partition=lab  --mem=200M").slurm())
        .contains(List.of("--partition=lab", "--mem=200M"));
    assertThatThrownBy(() -> read("slurm.options = --mem=200M"))
        .hasMessageContaining("slurm.options")
        .hasMessageContaining("launcher = slurm");
    assertThatThrownBy(() -> read("launcher = slurm\nslurm.options = lab"))
        .hasMessageContaining("options that begin with -");
  }

  @Test
  void the_lab_has_standards_and_keepers() throws IOException {
    assertThat(read("").standards()).isEqualTo(LabStandards.USUAL);
    assertThat(
            read("job.timeout = 5\njob.max_runtime = 2\nhost.protection = Do not repair\n"
                    + "dispatcher.reverify_after = 0")
                .standards())
        .isEqualTo(
            new LabStandards(
                Duration.ofHours(5),
                Duration.ofHours(2),
                Protection.DO_NOT_REPAIR,
                Optional.empty()));
    assertThat(read("mail.server = mx\nmail.keepers = a@lab, b@lab").notices().keepers())
        .containsExactly("a@lab", "b@lab");
    assertThatThrownBy(() -> read("mail.keepers = a@lab"))
        .hasMessageContaining("nothing, since there is no mail.server");
  }

  @Test
  void autoserv_is_told_what_holds_for_hosts() throws IOException {
    Files.writeString(directory.resolve("ssh"), "");
    assertThat(read("").hosts().options())
        .doesNotContain("--ssh-config", "--without-check")
        .containsSequence("--disk-free-mb", "5000")
        .containsSequence("--cleanup-mode", "reboot");
    assertThat(
            read("host.without_checks = clock, load\nhost.disk_free_mb = 300\nssh.config = ssh")
                .hosts()
                .options())
        .containsSequence("--ssh-config", directory.resolve("ssh").toString())
        .containsSequence("--without-check", "clock", "--without-check", "load")
        .containsSequence("--disk-free-mb", "300");
    assertThat(read("").hosts().beside()).isEmpty();
    assertThat(read("host.beside = peer1, guest-a:2222").hosts().beside())
        .containsExactly("peer1", "guest-a:2222");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web.prot = 80              | 2: there is no key 'web.prot'; is 'web.port' meant?
          web.port                   | 2: 'web.port' is no 'key = value'
          web.port = many            | 2: 'many' is no value for 'web.port': a whole number from 0 to 65535 is wanted
          web.port = 65536           | 2: '65536' is no value for 'web.port': a whole number from 0 to 65535 is wanted
          log.level = loud           | 2: 'loud' is no value for 'log.level': one of error, warn, info, debug is wanted
          database.url = mysql://db  | 2: 'mysql://db' is no value for 'database.url': jdbc:mariadb://HOST:PORT/DATABASE is wanted
          database.connections = 0   | 2: '0' is no value for 'database.connections': a whole number from 1 to 1000 is wanted
          host.client_dirs = a, /b   | 2: 'a, /b' is no value for 'host.client_dirs': a list of directories that begin with / or ~/ is wanted
          host.beside = peer1, root@a | 2: 'peer1, root@a' is no value for 'host.beside': a list of names such as peer1, guest-a:2222 is wanted
          bogus.key = 7              | 2: there is no key 'bogus.key'; autotest config prints all that there are
          ssh.config = /none/x       | 2: '/none/x' is no value for 'ssh.config': a file that this account can read is wanted
          ssh.config = .             | 2: '.' is no value for 'ssh.config': a file that this account can read is wanted
          host.machines_file = none  | 2: 'none' is no value for 'host.machines_file': a file that this account can read is wanted
          host.client_config = none  | 2: 'none' is no value for 'host.client_config': a file that this account can read is wanted
          host.fitness_dir = none    | 2: 'none' is no value for 'host.fitness_dir': a directory that this account can read is wanted
          tests_dir = autotest.conf  | 2: 'autotest.conf' is no value for 'tests_dir': a directory that this account can read is wanted
          archive.command = /none/x y | 2: '/none/x y' is no value for 'archive.command': a program that this account can run is wanted
          archive.command = none y   | 2: 'none y' is no value for 'archive.command': a program that this account can run is wanted
          web.url = x\\nweb.url = y  | 3: 'web.url' stands in line 2 already
          """)
  void a_mistake_is_named_with_file_and_line(String line, String problem) {
    assertThatThrownBy(() -> read("# first\n" + line.replace("\\n", "\n") + "\n"))
        .isInstanceOf(MalformedInput.class)
        .hasMessage(directory.resolve("autotest.conf") + ":" + problem);
  }

  @Test
  void only_checks_that_are_made_can_be_left_out() throws IOException {
    Path checks = Files.createDirectories(directory.resolve("fitness/checks"));
    Files.writeString(checks.resolve("RaidState.java"), "");
    String fitness = "host.fitness_dir = fitness\n";

    assertThat(read(fitness + "host.without_checks = lab.raid_state, load").hosts().withoutChecks())
        .containsExactly("lab.raid_state", "load");
    for (String wrong : List.of("clocc", "lab.raid", "a b")) {
      assertThatThrownBy(() -> read(fitness + "host.without_checks = clock, " + wrong))
          .hasMessageEndingWith(
              "'host.without_checks': a list of some of client, clock, disk_space,"
                  + " lab.raid_state, load, login, no_leftovers, reachable, root_writable,"
                  + " staying_up, tmp_writable is wanted");
    }
  }

  @Test
  void an_archive_has_a_program_that_is_there() throws IOException {
    Path program = Files.writeString(directory.resolve("keep"), "#!/bin/sh\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Path file =
        Files.writeString(directory.resolve("autotest.conf"), "archive.command = keep --all\n");

    assertThat(
            LabConfig.read(file, around(Map.of("PATH", "/none:" + directory))).results().archive())
        .contains(new Archive.Command(List.of("keep", "--all")));
    assertThatThrownBy(() -> LabConfig.read(file, around(Map.of("PATH", "/none"))))
        .hasMessageContaining("a program that this account can run");
  }

  @Test
  void the_page_that_the_program_prints_is_a_configuration_of_standard_values() throws IOException {
    String page = ConfigPage.asConfiguration();

    assertThat(read(page)).isEqualTo(read(""));
    assertThat(read(page.replace("#web.port = 8080", "web.port = 81")).webPort()).isEqualTo(81);
    assertThat(page.lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void an_absent_file_is_named() {
    Path absent = directory.resolve("absent.conf");

    assertThatThrownBy(() -> LabConfig.read(absent, around(Map.of())))
        .isInstanceOf(MalformedInput.class)
        .hasMessage(absent + ": no such file");
  }

  @Test
  void the_environment_names_the_state_directory() throws IOException {
    Path file = Files.writeString(directory.resolve("autotest.conf"), "");

    assertThat(LabConfig.read(file, around(Map.of("XDG_STATE_HOME", "/x"))).stateDir())
        .isEqualTo(Path.of("/x/autotest"));
    assertThat(
            LabConfig.read(file, around(Map.of("XDG_STATE_HOME", "/x", "AUTOTEST_STATE", "/s")))
                .stateDir())
        .isEqualTo(Path.of("/s"));
  }

  @ParameterizedTest
  @EnumSource
  void every_key_is_described_and_its_standard_value_is_accepted(ConfigKey key) throws IOException {
    assertThat(ConfigKey.of(key.key())).contains(key);
    assertThat(key.description()).endsWith(".");
    assertThat(ConfigPage.asMarkdown()).contains("| `" + key.key() + "` |");
    assertThat(read(key.key() + " = " + key.standard() + "\n")).isEqualTo(read(""));
  }

  private LabConfig read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("autotest.conf"), text);
    return LabConfig.read(file, around(Map.of()));
  }

  private static Surroundings around(Map<String, String> environment) {
    return new Surroundings(
        Path.of("/opt/autotest"), environment, Path.of("/home/alice"), "machine1");
  }
}
