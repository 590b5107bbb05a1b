package org.autotest.autoserv.api;

import java.time.Duration;
import java.util.List;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.Links;
import org.autotest.autoserv.host.ShellWords;
import org.autotest.core.failure.AutotestException;

/// A machine that a control file can work on. It connects at the first use. Whatever a method says
/// of its own, it ends the job with the host to blame when the machine does not answer; a control
/// file may catch that.
public interface Host {
  /// Its name.
  String hostname();

  // Commands: for bash where the machine has one, else for `/bin/sh`.

  /// Runs a shell command, for at most an hour.
  ///
  /// @throws CommandFailed when it does not exit with 0
  CommandResult run(String command);

  /// Runs a shell command.
  ///
  /// @param limit after that it is killed, and the job fails
  /// @throws CommandFailed when it does not exit with 0
  CommandResult run(String command, Duration limit);

  /// Runs a shell command; any exit status is an answer.
  ///
  /// @param limit after that it is killed, and the job fails
  CommandResult tryRun(String command, Duration limit);

  /// Runs a shell command, for at most an hour.
  ///
  /// @return its standard output, blanks and newlines at both ends left out
  /// @throws CommandFailed when it does not exit with 0
  String output(String command);

  /// Runs a shell command that reads a text, which is sent as a file.
  ///
  /// @param limit after that it is killed, and the job fails
  /// @throws CommandFailed when it does not exit with 0
  CommandResult runWithInput(String command, String input, Duration limit);

  /// Starts a shell command and does not wait for it; it has a day at most.
  BackgroundCommand start(String command);

  /// Exports a variable to all commands that follow.
  void setVariable(String name, String value);

  // Files.

  /// Sends a file or a directory: a directory lands below `to`, of one that is named with a slash
  /// at its end only the content does; a file becomes `to`, or lands below it when that is a
  /// directory. A symbolic link that is named stands for what it points to; those in a directory
  /// arrive as links.
  ///
  /// @param from here, relative to [Job#resultDirectory]
  /// @param to there, relative to the home directory
  void sendFile(String from, String to);

  /// Brings a file or a directory here, by the rules of [#sendFile].
  ///
  /// @param from there, relative to the home directory
  /// @param to here, relative to [Job#resultDirectory]
  void getFile(String from, String to);

  /// The same with other links kept or followed.
  void sendFile(String from, String to, Links links);

  /// The same with other links kept or followed.
  void getFile(String from, String to, Links links);

  /// Sends a directory by the rules of [#sendFile]; where it arrives nothing is left of what was
  /// there. A link in the place of the directory is replaced; the content of one that is named with
  /// a slash at its end goes through a link. With a file it is [#sendFile].
  ///
  /// @throws IllegalArgumentException when that would be the root or the home directory
  void sendExactly(String from, String to);

  /// Brings a directory here likewise.
  ///
  /// @throws IllegalArgumentException when the last part of its name is `.` or `..`
  void getExactly(String from, String to);

  /// Brings the files and directories that a shell pattern fits, such as `/var/log/*.log`. When one
  /// would replace another, the job fails before any is brought.
  ///
  /// @param to a directory, which is made when it is not there
  /// @return their names there; empty when it fits nothing
  List<String> getFiles(String pattern, String to);

  /// Makes a directory there that is removed when the job ends.
  ///
  /// @return its absolute path
  String temporaryDirectory();

  /// Whether there is a file or a directory of that name.
  boolean exists(String path);

  /// The files that a shell pattern fits, for example `/boot/vmlinuz-*`, in the order of their
  /// names.
  List<String> files(String pattern);

  /// The text in a file, at most 1 MiB: of more the middle is cut out.
  ///
  /// @throws CommandFailed when it cannot be read
  default String read(String path) {
    return run("cat -- " + ShellWords.quote(path)).stdout();
  }

  /// Removes all that a directory holds.
  ///
  /// @throws CommandFailed when something stays
  default void emptyDirectory(String path) {
    run("find %s -mindepth 1 -maxdepth 1 -exec rm -rf -- {} +".formatted(ShellWords.quote(path)));
  }

  // Up and down.

  /// Whether it answers.
  boolean isUp();

  /// Waits until it answers.
  ///
  /// @return false when it did not in time
  boolean waitUp(Duration limit);

  /// Waits until it does not answer, or has booted since the call.
  ///
  /// @return false when it did neither in time
  boolean waitDown(Duration limit);

  /// Waits until it has booted and answers, whoever ordered that.
  ///
  /// @param oldBootId what [#bootId] said before
  /// @return false when it did not in time
  boolean waitForRestart(String oldBootId, Duration limit);

  /// Another text after each boot.
  String bootId();

  /// Reboots it and waits until it is back, at most 44 minutes: 14 until it is down, 30 until it is
  /// up. The status log has a group `reboot` of it.
  void reboot();

  /// Reboots it likewise, into an entry of its boot loader, with words on the command line of the
  /// kernel, or within other limits.
  ///
  /// @throws BootLoaderFailed when its boot loader cannot be told; it stays up then
  void reboot(RebootOrder order);

  /// Switches its power off and on, and waits until it is back, at most 30 minutes. The status log
  /// has a group `hardreset` of it. The job fails when the lab does not say how its power is
  /// switched.
  void powerCycle();

  /// The same.
  ///
  /// @param up how long it may take to be back; zero: that is not waited for
  void powerCycle(Duration up);

  /// Switches its power off and on as it is told.
  ///
  /// @throws AutotestException of the last attempt, when none has brought it back
  default void powerCycle(PowerOrder order) {
    if (order.halting()) {
      try {
        var _ = halt();
      } catch (AutotestException deaf) {
        // It does not listen: that is what the power is for.
      }
    }
    for (int left = order.attempts(); left > 0; left--) {
      try {
        powerCycle(order.up());
        return;
      } catch (AutotestException away) {
        if (left == 1) {
          throw away;
        }
      }
    }
  }

  /// Reboots it at once, without anything being written to its disks before; does not wait. The job
  /// fails when it is the machine of the server.
  default void sysrqReboot() {
    run("(sleep 1; echo b >/proc/sysrq-trigger) </dev/null >/dev/null 2>&1 &");
  }

  /// Switches it off, and waits until it does not answer, at most two minutes. The job fails when
  /// it is the machine of the server.
  ///
  /// @return false when it still answers then
  default boolean halt() {
    run("(sleep 1; poweroff || halt) </dev/null >/dev/null 2>&1 &");
    return waitDown(Duration.ofMinutes(2));
  }

  /// How long ago it booted.
  default Duration uptime() {
    double seconds = Double.parseDouble(output("cut -d ' ' -f 1 /proc/uptime"));
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  // Fitness.

  /// Makes the checks of `autoserv -v`, those of the lab too, but for what clients have left. What
  /// they find is in `fitness.log`.
  ///
  /// @throws AutotestException with the host, or the lab, to blame unless it is fit
  void verify();

  /// Looks whether there is room in the file system of a path.
  ///
  /// @param gigabytes of a thousand million bytes
  /// @throws DiskFull unless so much is free
  default void checkDiskSpace(String path, double gigabytes) {
    double free = freeKib(path) * 1024 / 1e9;
    if (free < gigabytes) {
      throw new DiskFull(hostname(), path, gigabytes, free);
    }
  }

  /// Partitions of disks that are neither mounted nor in use as swap, such as `sda3`; those of a
  /// single KiB, which hold others, are left out. A root file system may be mounted under another
  /// name, and then is among them.
  default List<String> unusedPartitions() {
    return Partitions.unused(
        told("cat /proc/partitions"), told("cat /proc/mounts /proc/swaps 2>/dev/null || :"));
  }

  /// Does something while all packets of IPv4 are let in and out; the rules of `iptables` are as
  /// before in the end, also when it fails.
  default void withoutIpFilters(Runnable body) {
    String rules = ShellWords.quote(temporaryDirectory() + "/rules");
    run("umask 077; iptables-save >" + rules);
    try {
      run("for c in INPUT FORWARD OUTPUT; do iptables -P $c ACCEPT || exit; done; iptables -F");
      body.run();
    } finally {
      // A boot has made its own.
      run("[ ! -e %1$s ] || iptables-restore <%1$s".formatted(rules));
    }
  }

  // Facts.

  /// Processors that are online.
  default int cpuCount() {
    return Integer.parseInt(told("nproc 2>/dev/null || grep -c ^processor /proc/cpuinfo"));
  }

  /// As `uname -m` says it, 32-bit x86 as `i386`.
  default String architecture() {
    return told("uname -m").replaceFirst("i[3-6]86", "i386");
  }

  /// As `uname -r` says it.
  default String kernelVersion() {
    return told("uname -r");
  }

  /// Of the running kernel.
  default String commandLine() {
    return told("cat /proc/cmdline");
  }

  /// Memory, in KiB.
  default long memoryKib() {
    return Long.parseLong(told("awk '/^MemTotal:/ { print $2 }' /proc/meminfo"));
  }

  /// What is free in the file system of a path for those who are not root, in KiB.
  default long freeKib(String path) {
    return Long.parseLong(
        told("df -Pk -- %s | awk 'NR == 2 { print $4 }'".formatted(ShellWords.quote(path))));
  }

  /// The platform that the lab says it is; empty when it says none.
  String platform();

  /// Its labels in the lab, in their order there.
  List<String> labels();

  private String told(String question) {
    return run(question, Duration.ofMinutes(1)).stdout().strip();
  }

  // Kernels.

  /// What it boots next.
  BootLoader bootLoader();

  /// Has a client build or unpack a kernel there, install it, and tell the boot loader: the next
  /// [#reboot()] boots it. Each step is an entry `kernel.…` of the status log. The job fails when
  /// one of them does.
  void installKernel(KernelOrder kernel);

  // Client.

  /// Installs or updates the client; the methods below do that by themselves.
  void installClient();

  /// Runs one client test there.
  ///
  /// @return whether no test failed
  boolean runTest(String name, Arg... args);

  /// Runs a client control file there, in either language.
  ///
  /// @return whether no test failed
  boolean runControl(String control);

  /// The same for a limited time: the client is ended when it takes longer, and the job fails.
  ///
  /// @return whether no test failed
  boolean runControl(String control, Duration limit);
}
