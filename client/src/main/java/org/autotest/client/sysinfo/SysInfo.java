package org.autotest.client.sysinfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.machine.Machine;
import org.jspecify.annotations.Nullable;

/// Collects what is known of the machine into `sysinfo/` of the job and of each test.
public final class SysInfo implements AutoCloseable {
  private static final List<String> FILES =
      List.of(
          "/proc/pci",
          "/proc/meminfo",
          "/proc/slabinfo",
          "/proc/version",
          "/proc/cpuinfo",
          "/proc/modules",
          "/proc/interrupts",
          "/proc/partitions",
          "/proc/cmdline",
          "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
          "/sys/kernel/debug/sched_features",
          "/sys/devices/system/clocksource/clocksource0/current_clocksource");

  private static final List<String> COMMANDS =
      List.of(
          "lspci -vvnn",
          "gcc --version",
          "ld --version",
          "dmidecode",
          "ifconfig -a",
          "brctl show",
          "ip link",
          "numactl --hardware show",
          "lscpu",
          "fdisk -l");

  private static final String KERNEL_LOG = "/dev/kmsg";

  private final LogSink log;
  private final Machine machine;
  private final InstalledPackages packages;
  private final boolean listsPackages;
  private final Commands commands;
  private final KernelLog kernelLog;
  private final DiskSpace diskSpace = new DiskSpace();
  private final MachineFacts.Boot boot = MachineFacts.Boot.read();
  private final List<Addition> additions = new CopyOnWriteArrayList<>();
  private final Journal journal;
  private Path bootDirectory = Path.of("");
  private boolean bootPending;
  private boolean bootCollected;
  private @Nullable Thread facts;

  /// A collector.
  ///
  /// @param kept a directory for what is kept between jobs
  /// @param listsPackages whether lists of the installed packages are wanted, of each boot and test
  public SysInfo(LogSink log, Machine machine, Path kept, boolean listsPackages) {
    this.log = log;
    this.machine = machine;
    this.packages = new InstalledPackages(machine, kept.resolve("packages.cache"));
    this.listsPackages = listsPackages;
    this.commands = new Commands(log);
    this.kernelLog = KernelLog.follow(machine.file(KERNEL_LOG));
    this.journal = Journal.follow(machine);
  }

  /// What this machine calls itself.
  public static String hostname() {
    return MachineFacts.hostname();
  }

  MachineFacts.Boot boot() {
    return boot;
  }

  /// Collects more from now on; what belongs to a boot of which all else is collected, at once.
  public synchronized void add(Addition addition) {
    additions.add(addition);
    if (bootCollected) {
      try {
        collect(bootDirectory, List.of(addition));
      } catch (IOException full) {
        trouble("collecting " + addition.what(), full);
      }
    }
  }

  /// Everything that was added, to be kept over a reboot.
  public List<Addition> additions() {
    return List.copyOf(additions);
  }

  /// Collects the state of this boot, and starts the commands that belong to it.
  ///
  /// @param directory created
  public void collectAtBoot(Path directory) {
    bootDirectory = directory;
    try {
      Files.createDirectories(directory);
      commands.start(directory, COMMANDS.stream().map(Commands.Request::plain).toList());
      bootPending = true;
      List<String> unavailable = new ArrayList<>();
      for (String file : FILES) {
        Path source = machine.file(file);
        Path copy = directory.resolve(source.getFileName().toString());
        if (ProcFile.copy(source, copy) == ProcFile.Copied.UNREADABLE) {
          unavailable.add(file);
        }
      }
      unavailable.addAll(unreadableLogs());
      facts =
          Thread.ofPlatform()
              .daemon()
              .name("facts")
              .start(() -> writeFacts(directory, unavailable));
      ProcFile.copy(Path.of("/proc/mounts"), directory.resolve("proc_mounts"));
      Files.writeString(directory.resolve("mount"), MachineFacts.mounts());
      Files.writeString(directory.resolve("hostname"), MachineFacts.hostname() + "\n");
      Files.writeString(directory.resolve("uptime"), MachineFacts.uptime() + "\n");
      Files.writeString(directory.resolve("uname"), MachineFacts.uname() + "\n");
      Files.writeString(directory.resolve("df"), diskSpace.report());
    } catch (IOException full) {
      trouble("collecting " + directory, full);
    }
  }

  private List<String> unreadableLogs() {
    List<String> logs = new ArrayList<>(SystemLogs.unreadable(machine));
    if (!kernelLog.isFollowed()) {
      logs.add(KERNEL_LOG);
    }
    return logs;
  }

  private void writeFacts(Path directory, List<String> unavailable) {
    try {
      String text = new FactSheet(machine).json(unavailable, packages.json());
      Files.writeString(directory.resolve("facts.json"), text + "\n");
      if (listsPackages) {
        Files.writeString(
            directory.resolve("installed_packages"), PackageLists.text(packages.all()));
      }
    } catch (IOException full) {
      trouble("writing facts.json", full);
    }
  }

  /// Waits for the commands of the boot, so that they disturb no measurement.
  public synchronized void awaitBoot() {
    if (!bootPending) {
      return;
    }
    bootPending = false;
    commands.await();
    try {
      Thread writing = facts;
      if (writing != null) {
        writing.join();
      }
      writeKernelLog(bootDirectory, 0);
      collect(bootDirectory, additions);
      bootCollected = true;
    } catch (IOException full) {
      trouble("collecting " + bootDirectory, full);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /// The file of the system's log; empty where there is none that can be read.
  Optional<Path> systemLog() {
    return SystemLogs.readable(machine);
  }

  /// The journal of systemd, where there is no other system log.
  Journal journal() {
    return journal;
  }

  /// The space on file systems now, see [DiskSpace].
  String diskSpace() {
    return diskSpace.report();
  }

  /// Lists of packages for a test; empty when none are wanted.
  Optional<PackageLists> packageLists() {
    return listsPackages ? Optional.of(PackageLists.begin(packages)) : Optional.empty();
  }

  /// Ends what follows the logs.
  @Override
  public void close() {
    kernelLog.close();
    journal.close();
  }

  /// What is collected for one test.
  ///
  /// @param output the test's directory
  public TestSysInfo forTest(Path output) {
    return new TestSysInfo(this, output);
  }

  /// Writes what the kernel said from a point on; nothing when its log may not be read.
  void writeKernelLog(Path directory, long from) throws IOException {
    if (kernelLog.isFollowed()) {
      ProcFile.writeGzip(directory.resolve("dmesg.gz"), kernelLog.since(from));
    }
  }

  /// Collects what control files added for each test.
  void collectAdditionsOfTest(Path directory) throws IOException {
    if (!additions.isEmpty()) {
      collect(directory, additions.stream().filter(Addition::onEveryTest).toList());
    }
  }

  private void collect(Path directory, List<Addition> wanted) throws IOException {
    for (Addition addition : wanted) {
      switch (addition.kind()) {
        case COMMAND ->
            new AddedCommand(addition.what(), addition.file(), AddedCommand.LIMIT)
                .run(directory, log);
        case FILE -> copy(Path.of(addition.what()), directory.resolve(addition.file()));
        case DIRECTORY ->
            new TreeCopy(directory.resolve(addition.file()), log).copy(Path.of(addition.what()));
      }
    }
  }

  private void copy(Path file, Path copy) throws IOException {
    if (ProcFile.copy(file, copy) == ProcFile.Copied.CUT) {
      log.log(
          LogLevel.WARNING,
          "sysinfo: copying %s: it is cut after %d bytes".formatted(file, ProcFile.BYTES_MAX));
    }
  }

  long kernelLogEnd() {
    return kernelLog.end();
  }

  Path bootDirectory() {
    return bootDirectory;
  }

  void trouble(String attempt, IOException observation) {
    log.log(LogLevel.WARNING, "sysinfo: " + attempt + ": " + observation.getMessage());
  }
}
