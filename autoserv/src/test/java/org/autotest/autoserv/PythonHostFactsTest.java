package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a Python control file asks a machine about itself, and how it has it boot.
final class PythonHostFactsTest extends PythonRigTest {
  @Test
  void partitions_of_disks_are_mounted_or_swap() throws Exception {
    Path mounts = Files.writeString(temp.resolve("mounts"), "/dev/sda2 /home ext4 rw 0 0\n");
    rig.program(
        "cat",
        """
        case $1 in
          /proc/partitions)
            printf 'major minor  #blocks  name\n\n'
            for row in '8 0 900 sda' '8 1 99 sda1' '8 2 99 sda2' '8 3 1 sda3' '8 5 99 sda5' '7 0 9 loop0' \\
                '259 0 900 nvme0n1' '259 1 99 nvme0n1p1' '254 0 9 dm-0'; do echo "$row"; done ;;
          /proc/swaps) echo '/dev/sda5 partition 1 0 -2' ;;
          /proc/mounts) exec /bin/cat %s ;;
          *) exec /bin/cat "$@" ;;
        esac
        """
            .formatted(mounts));
    passes(
        "loop",
        """
        host = hosts.create_host("loop")
        def missing(*args):
            try:
                host.check_partitions(*args)
            except error.AutoservNotMountedHostError, told:
                return str(told)
        assert missing("/dev/sda1") == "/dev/nvme0n1p1 is not mounted"
        assert missing("sda1", lambda name: not name.startswith("nvme")) is None
        assert missing("/dev/sda9") == "/dev/sda1 is not mounted"
        host.run("echo '/dev/nvme0n1p1 /x ext4 rw 0 0' >>%s")
        assert missing("/dev/sda1") is None
        """
            .formatted(mounts));
  }

  @Test
  void where_its_client_is_and_what_is_free_there() throws Exception {
    Path keyvals = Files.createDirectories(rig.results().resolve("host_keyvals"));
    Files.writeString(keyvals.resolve("loop"), "platform=\nlabels=\n");
    rig.program(
        "df",
        "[ -z \"$AUTOTEST_TEST_FULL\" ] || { echo head; echo fs 9 9 1 9 /; exit; }; exec /bin/df \"$@\"");
    passes(
        "loop",
        """
        host = hosts.create_host("loop")
        assert host.get_platform_label() is None and host.get_all_labels() == []
        try:
            host.get_autodir()
            raise ValueError("it is there")
        except error.AutoservError, told:
            assert "it is not installed" in str(told)
        host.install_client()
        assert host.get_autodir() == "%s"
        assert autotest.Autotest(host).get_installed_autodir() == host.get_autodir()
        host.check_diskspace("/tmp", 0.000001)
        try:
            host.check_diskspace("/no/such place", 1)
            raise ValueError("it is there")
        except error.AutoservRunError, told:
            assert "/no/such place" in str(told)
        host.verify()
        host.env["AUTOTEST_TEST_FULL"] = "1"
        try:
            host.verify_software()
            raise ValueError("there is room")
        except error.AutoservDiskFullHostError, told:
            job.record("GOOD", None, "full", told.path)
        """
            .formatted(rig.home()));
    assertThat(rig.statusLines()).contains("GOOD\t----\tfull\t" + rig.home());
  }

  @Test
  void a_machine_that_goes_down_is_not_fit() throws Exception {
    rig.program("runlevel", "echo 'N 6'");
    passes(
        "loop",
        """
        try:
            hosts.create_host("loop").verify()
            raise ValueError("it is fit")
        except error.AutoservHostIsShuttingDownError, told:
            job.record("GOOD", None, "told", str(told))
        """);
    assertThat(rig.statusLines()).contains("GOOD\t----\ttold\tloop is shutting down");
  }

  @Test
  void a_machine_that_is_away_is_down_whatever_boot_was_asked_for() throws Exception {
    rig.sshd().bootId("first");
    rig.sshd().stop();
    passes(
        "loop",
        """
        assert hosts.create_host("loop").wait_down(5, old_boot_id="first")
        """);
  }

  @Test
  void it_reboots_by_the_command_that_is_given() throws Exception {
    Path boot = rig.sshd().bootId("first");
    rig.program("kexec", "[ $1 = -e ] && echo by-kexec >%s".formatted(boot));
    rig.program("sync", ": >%s".formatted(temp.resolve("synced")));
    passes(
        "loop",
        """
        host = hosts.create_host("loop")
        host.reboot(reboot_cmd="kexec -e")
        assert host.get_boot_id() == "by-kexec"
        host.reboot(wait=False, fastsync=True, reboot_cmd="echo third >%s")
        assert host.wait_down(20, old_boot_id="by-kexec")
        assert host.get_boot_id() == "third"
        try:
            host.reboot(rebot_cmd="true")
            raise ValueError("it took that")
        except TypeError:
            pass
        """
            .formatted(boot));
    assertThat(temp.resolve("synced")).exists();
  }

  @Test
  @Tag("long")
  void its_power_is_switched_as_often_as_is_said_and_waited_for_or_not() throws Exception {
    rig.sshd().bootId("first");
    Path done = temp.resolve("switched");
    Path power =
        program(
            "lab/switch",
            "#!/bin/sh\necho $1 >>%1$s\n[ $1 = on ] || [ $(grep -c off %1$s) -ge 3 ]\n"
                .formatted(done));
    Path machines =
        Files.writeString(temp.resolve("machines"), "loop power %s {action}\n".formatted(power));
    Path control =
        Files.writeString(
            temp.resolve("server-control"),
            """
            host = hosts.create_host("loop")
            host.hardreset(num_attempts=3)
            host.hardreset(wait=False)
            """);
    List<String> words =
        rig.common("-m", "loop", "--machines-file", machines.toString(), control.toString());

    assertThat(rig.run(words)).as(failure()).isEqualTo(Autoserv.Ending.DONE);
    assertThat(done).hasContent("off\non\n".repeat(4));
  }

  @Test
  void as_whom_and_where_it_is_reached_is_what_ssh_says() throws Exception {
    passes(
        "loop",
        """
        host = hosts.create_host("loop")
        assert host.ip == "127.0.0.1", host.ip
        assert host.port == %d, host.port
        assert host.user == host.run_output("id -un"), host.user
        assert not hasattr(host, "nothing")
        host.user = "somebody"
        assert host.user == "somebody"
        """
            .formatted(rig.sshd().port()));
  }

  @Test
  void what_is_no_command_and_no_time_is_refused_in_words() throws Exception {
    passes(
        "loop",
        """
        host = hosts.create_host("loop")
        for wrong in ("soon", True, -1, float("nan"), "1d"):
            for call in (lambda: host.run("true", timeout=wrong), lambda: host.wait_up(wrong)):
                try:
                    call()
                    raise KeyError(wrong)
                except ValueError as refused:
                    assert "is no number of seconds" in str(refused), refused
        assert host.wait_up("2") and host.wait_up(None) and host.wait_up(0)
        try:
            host.run("sleep 1009", timeout="0.5")
            raise KeyError("late")
        except error.AutoservRunError as late:
            assert "no end in 0.5 s" in str(late), late
        try:
            host.run(None)
            raise KeyError("None")
        except TypeError as refused:
            assert str(refused) == "running a command on loop: None is no text", refused
        """);
  }

  @Test
  void a_switch_that_fails_is_another_error_than_none() throws Exception {
    Path power = program("lab/switch", "#!/bin/sh\necho stuck; [ $1 = on ]\n");
    Path machines =
        Files.writeString(temp.resolve("machines"), "loop power %s {action}\n".formatted(power));
    Path control =
        Files.writeString(
            temp.resolve("server-control"),
            """
            try:
                hosts.create_host("loop").hardreset()
                raise error.TestFail("it was switched")
            except error.AutoservError as broken:
                assert not isinstance(broken, error.AutoservUnsupportedError), broken
                assert "stuck" in str(broken), broken
            """);
    List<String> words =
        rig.common("-m", "loop", "--machines-file", machines.toString(), control.toString());

    assertThat(rig.run(words)).as(failure()).isEqualTo(Autoserv.Ending.DONE);
  }

  @Test
  void a_machine_is_not_halted_when_nobody_could_switch_it_on_again() throws Exception {
    Path halted = temp.resolve("halted");
    rig.program("poweroff", "touch " + halted);
    Path control =
        Files.writeString(
            temp.resolve("server-control"),
            """
            host = hosts.create_host("loop")
            try:
                host.hardreset(halt=True, conmux_command=None)
                raise error.TestFail("it was switched")
            except error.AutoservUnsupportedError as unknown:
                assert "does not say how" in str(unknown), unknown
            """);

    assertThat(rig.run(rig.common("-m", "loop", control.toString())))
        .as(failure())
        .isEqualTo(Autoserv.Ending.DONE);
    assertThat(halted).doesNotExist();
  }
}
