package org.autotest.autoserv.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.autotest.autoserv.fitness.HostCleanup;
import org.autotest.autoserv.host.SshTarget;
import org.autotest.core.host.Protection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {
  @TempDir private Path temp;

  @Test
  void a_job_of_the_dispatcher_is_understood() throws IOException {
    Path control = Files.writeString(temp.resolve("control"), "");

    Options options =
        parse(
            "-p",
            "-r",
            "/results/1",
            "-m",
            "b,a,b",
            "-u",
            "alice",
            "-l",
            "",
            "-P",
            "17-alice/a",
            "-n",
            "--client-dir",
            "/opt/x",
            "--client-dir=~/y",
            "-c",
            control.toString());

    assertThat(options.assignment())
        .isEqualTo(new Assignment.ClientJob(control, List.of(), Optional.empty()));
    assertThat(options.machines()).extracting(m -> m.hostname().value()).containsExactly("a", "b");
    assertThat(options.results()).contains(Path.of("/results/1"));
    assertThat(options.identity().label()).isEmpty();
    assertThat(options.identity().tag()).isEqualTo("17-alice/a");
    assertThat(options.pidfile()).contains(".autoserv_execute");
    assertThat(options.client().directories()).containsExactly("/opt/x", "~/y");
    assertThat(options.quiet()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-h", "--help", "-i", "-I", "-N", "--no-logging", "--ssh-pass=x", "-v", "--"})
  void a_job_may_have_the_name_of_an_option(String name) {
    List<String> words = List.of("-p", "-m", "a", "-u", "alice", "-l", name, "-n", "-v");

    assertThat(CommandLine.isForHelp(words)).isFalse();
    Options options = CommandLine.parse(words);
    assertThat(options.identity().label()).isEqualTo(name);
    assertThat(options.assignment()).isEqualTo(new Assignment.Verify());
    assertThat(CommandLine.parse(List.of("--label", name, "-m", "a", "-v")).identity().label())
        .isEqualTo(name);
  }

  @Test
  void help_is_asked_for_by_an_option_alone() {
    assertThat(CommandLine.isForHelp(List.of("-m", "a", "-h"))).isTrue();
    assertThat(CommandLine.isForHelp(List.of("--help"))).isTrue();
    assertThat(CommandLine.isForHelp(List.of("-l", "x", "--", "-h"))).isFalse();
  }

  @Test
  void maintenance_and_gathering_are_understood() {
    assertThat(parse("-v", "-m", "a").assignment()).isEqualTo(new Assignment.Verify());
    assertThat(parse("-R", "-m", "a", "--host-protection", "DO_NOT_REPAIR").assignment())
        .isEqualTo(new Assignment.Repair(Protection.DO_NOT_REPAIR));
    assertThat(parse("--cleanup", "-m", "a").assignment())
        .isEqualTo(new Assignment.Cleanup(HostCleanup.Mode.REBOOT));
    assertThat(parse("--reset", "-m", "a", "--cleanup-mode", "tidy").assignment())
        .isEqualTo(new Assignment.Reset(HostCleanup.Mode.TIDY));
    assertThat(parse("--verify", "-m", "a", "--without-check", "load").lab().without())
        .containsExactly("load");
    Options gather =
        parse("--collect-crashinfo", "-r", "x", "-m", "a", "--pidfile-label", "collect_crashinfo");
    assertThat(gather.assignment()).isEqualTo(new Assignment.CollectCrashinfo());
    assertThat(gather.pidfile()).contains(".collect_crashinfo_execute");
  }

  @ParameterizedTest
  @CsvSource({
    "host7,host7,,",
    "carol@host7,host7,carol,",
    "host7:2222,host7,,2222",
    "carol@host7:22,host7,carol,22",
    "[fe80::1]:22,fe80::1,,22",
    "fe80::1,fe80::1,,",
    "::1,0::1,,",
    "[::1]:22,0::1,,22",
  })
  void a_machine_may_have_a_user_and_a_port(String word, String name, String user, Integer port) {
    SshTarget machine = parse("-v", "-m", word).machines().getFirst();

    assertThat(machine.hostname().value()).isEqualTo(name);
    assertThat(machine.user()).isEqualTo(Optional.ofNullable(user));
    assertThat(machine.port()).isEqualTo(Optional.ofNullable(port));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-v|machines: none is given",
        "-m a|control file: none is given",
        "-m a /nonexistent|it cannot be read",
        "-v -R -m a|only one of them",
        "-v -m -oProxyCommand=x|is no host name",
        "-v -m a:b@c|passwords are not accepted",
        "-v -m a#profile|no profiles",
        "-v -m a:99999999|it is not [user@]host[:port]",
        "-v -m a:99999|99999 is no port from 1 to 65535",
        "-v -m a:0|0 is no port from 1 to 65535",
        "-M /nosuch -v|reading machines from /nosuch: there is no such file",
        "--results= -v -m a|option -r: its value is empty",
        "-m a --control-filename status.log /etc/passwd|is written by autoserv itself",
        "-m a --control-filename failure /etc/passwd|is written by autoserv itself",
        "-m a --control-filename debug /etc/passwd|is written by autoserv itself",
        "-m a --control-filename a /etc/passwd|is written by autoserv itself",
        "-m a --control-filename .machines /etc/passwd|is no file name",
        "-R -m a --host-protection much|is no protection level",
        "-C -m a --cleanup-mode bomb|neither tidy nor reboot",
        "-v -m a --disk-free-mb lots|is no number",
        "-v -m a --client-dir relative|begins neither",
        "-v -m a --pidfile-label ../x|is no label",
        "-v -m a -r|its value is missing",
        "-v -m a --nonsense|there is no such option",
        "-v -m a -i|machines are not installed from here",
        "-v -m a --ssh-pass=secret|use keys",
        "-v -m a -N|always has results",
        "--reset -v -m a|only one of them",
        "--reset -m a --cleanup-mode bomb|neither tidy nor reboot",
      })
  void a_wrong_command_line_is_refused_in_words(String line, String words) {
    assertThatThrownBy(() -> parse(line.split(" ", -1)))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining(words);
  }

  private static Options parse(String... words) {
    return CommandLine.parse(Arrays.asList(words));
  }
}
