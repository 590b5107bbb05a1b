package org.autotest.client.kernel;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.autotest.client.api.TestError;
import org.autotest.client.fetch.Checksum;
import org.autotest.client.fetch.Fetcher;
import org.autotest.client.machine.BootEntry;
import org.autotest.client.machine.BootLoader;
import org.autotest.client.machine.Machine;
import org.autotest.client.machine.Programs;

/// One kernel on its way from its sources, or its package, into the boot loader.
public final class KernelBuild {
  /// What ends the release of a kernel, unless told otherwise.
  public static final String USUAL_EXTRA_VERSION = "autotest";

  /// The tag of its files and of its entry in the boot loader, unless told otherwise.
  public static final String USUAL_TAG = "autotest";

  private static final Pattern EXTRA_VERSION = Pattern.compile("[A-Za-z0-9_.+-]{1,50}");
  private static final Pattern VERSION = Pattern.compile("#define UTS_VERSION \"([^\"]*)\"");

  private final KernelOrigin origin;
  private final KernelDirectories directories;
  private final Machine machine;
  private final Programs programs;
  private final Fetcher downloads;
  private final List<String> patches = new ArrayList<>();
  private Optional<String> kernel = Optional.empty();
  private String tag = USUAL_TAG;
  private String initrd = "";
  private String release = "";

  /// A kernel that is not there yet.
  ///
  /// @param downloads gets what has a URL
  public KernelBuild(
      KernelOrigin origin,
      KernelDirectories directories,
      Machine machine,
      Programs programs,
      Fetcher downloads) {
    this.origin = origin;
    this.directories = directories;
    this.machine = machine;
    this.programs = programs;
    this.downloads = downloads;
  }

  /// How entries of the status log name its results.
  public String subdir() {
    return directories.subdir();
  }

  /// `spec reference hash` of each patch.
  public List<String> patches() {
    return List.copyOf(patches);
  }

  /// Its source tree.
  public Path source() {
    return directories.source();
  }

  /// Whether it is where the machine boots from.
  public boolean isInstalled() {
    return kernel.isPresent();
  }

  /// The tag that it was last installed with.
  public String tag() {
    return tag;
  }

  /// Its release, once it is known; empty before.
  public String release() {
    return release;
  }

  /// Brings the source tree to its place.
  public void extract() throws IOException {
    note("BASE: " + origin.place());
    switch (origin) {
      case KernelOrigin.Source(String place) -> unpack(place);
      case KernelOrigin.Release(_, List<String> urls) -> unpack(downloads.firstOf(urls).toString());
      case KernelOrigin.Deb _, KernelOrigin.Rpm _ -> {
        // Nothing to unpack: the package manager does.
      }
    }
  }

  private void unpack(String place) throws IOException {
    Path given = downloads.get(place);
    if (Files.isDirectory(given)) {
      call(List.of("cp", "-a", given + "/.", directories.source().toString()));
    } else {
      call(KernelCommands.unpack(given.toString(), directories.source().toString()));
    }
  }

  /// Applies patches, one after the other.
  ///
  /// @param places files or URLs
  public void patch(List<String> places) throws IOException {
    requireSource("patch");
    for (String place : places) {
      Path file = downloads.get(place);
      Path kept = directories.results().resolve(file.getFileName().toString());
      Files.copy(file, kept, StandardCopyOption.REPLACE_EXISTING);
      call(KernelCommands.patch(kept.toString()));
      String note = "%s %s %s".formatted(place, kept.getFileName(), Checksum.of("MD5", kept));
      patches.add(note);
      note("PATCH: " + note);
    }
  }

  /// Configures it.
  ///
  /// @param file the configuration to begin with; empty for `target`, or that of the running kernel
  /// @param target such as `defconfig`; empty for none
  /// @param over files or URLs with settings that go before those, the last before all
  public void config(String file, String target, List<String> over) throws IOException {
    requireSource("config");
    Path config = directories.source().resolve(".config");
    if (!target.isEmpty()) {
      call(KernelCommands.make(0, "", target));
    } else if (!file.isEmpty()) {
      copy(downloads.get(file), config);
    } else {
      RunningConfig.of(machine).copyTo(config);
    }
    Path kept = directories.results().resolve("config");
    copy(config, kept.resolve("config.orig"));
    for (int number = 1; number <= over.size(); number++) {
      Path settings = kept.resolve("config.over" + number);
      copy(downloads.get(over.get(number - 1)), settings);
      append(settings, config);
    }
    call(List.of("make", "olddefconfig"));
    copy(config, kept.resolve("config.new"));
    List<String> compare = List.of("diff", "-u", "config.orig", "config.new");
    Files.writeString(
        kept.resolve("config.diff"), programs.run(compare, kept, Programs.SHORT).stdout());
  }

  /// On lines of their own, also when the last one has no end.
  private static void append(Path settings, Path config) throws IOException {
    byte[] before = Files.readAllBytes(config);
    if (before.length > 0 && before[before.length - 1] != '\n') {
      Files.writeString(config, "\n", StandardOpenOption.APPEND);
    }
    Files.write(config, Files.readAllBytes(settings), StandardOpenOption.APPEND);
  }

  /// Builds it.
  ///
  /// @param jobs at the same time
  /// @param options further words for make
  /// @param extraVersion ends its release, behind a hyphen: `autotest`
  /// @param logFile gets what make prints, whether or not it succeeds; empty for
  ///   `debug/kernel_build`
  public void build(int jobs, String options, String extraVersion, String logFile)
      throws IOException {
    requireSource("build");
    if (!EXTRA_VERSION.matcher(extraVersion).matches()) {
      throw new TestError("building a kernel: '%s' cannot end its release".formatted(extraVersion));
    }
    String name = "LOCALVERSION=-" + extraVersion;
    make(KernelCommands.make(jobs, options, name), logFile);
    release = output(List.of("make", "-s", name, "kernelrelease")).strip();
    note("BUILD VERSION: " + release);
    Path map = directories.source().resolve("System.map");
    if (Files.exists(map)) {
      Files.copy(
          map,
          directories.results().resolve("results/System.map"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void make(List<String> argv, String logFile) throws IOException {
    Path file = directories.results().resolve(logFile.isEmpty() ? "debug/kernel_build" : logFile);
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (PrintWriter printed = new PrintWriter(Files.newBufferedWriter(file), true)) {
      programs.require(argv, directories.source(), Programs.LONG, printed::println);
    }
  }

  /// Removes what was built.
  public void clean() {
    requireSource("clean");
    call(KernelCommands.make(0, "", "clean"));
  }

  /// Puts it where the machine boots from.
  ///
  /// @param tag names its files: `/boot/vmlinuz-<tag>`, and what it is called in the boot loader
  public void install(String tag) throws IOException {
    switch (origin) {
      case KernelOrigin.Deb(String place) -> installPackage(place);
      case KernelOrigin.Rpm(String place) -> installPackage(place);
      case KernelOrigin.Source _, KernelOrigin.Release _ -> installTree(tag);
    }
    this.tag = tag;
  }

  private void installTree(String tag) throws IOException {
    if (release.isEmpty()) {
      throw new TestError("installing a kernel: it has not been built");
    }
    call(List.of("make", "modules_install"));
    Path source = directories.source();
    String image = output(List.of("make", "-s", "image_name")).strip();
    Path boot = Files.createDirectories(machine.file("/boot"));
    copy(source.resolve(image), boot.resolve("vmlinuz-" + tag));
    copy(source.resolve("System.map"), boot.resolve("System.map-" + tag));
    copy(source.resolve(".config"), boot.resolve("config-" + tag));
    // Where the next kernel looks for it, when this one runs.
    copy(source.resolve(".config"), boot.resolve("config-" + release));
    kernel = Optional.of("/boot/vmlinuz-" + tag);
    String file = "/boot/initrd-" + tag;
    Optional<List<String>> making =
        KernelCommands.initrd(machine::has, machine.file(file).toString(), release);
    making.ifPresent(this::call);
    initrd = making.isPresent() ? file : "";
  }

  private void installPackage(String place) throws IOException {
    String file = downloads.get(place).toString();
    String path =
        KernelCommands.kernelIn(output(KernelCommands.contents(origin, file)))
            .orElseThrow(() -> new TestError("installing %s: no kernel is in it".formatted(place)));
    call(KernelCommands.install(origin, file));
    kernel = Optional.of(path);
    release = KernelCommands.releaseOf(path);
    initrd =
        Stream.of("initrd.img-" + release, "initramfs-" + release + ".img", "initrd-" + release)
            .map(name -> "/boot/" + name)
            .filter(name -> Files.exists(machine.file(name)))
            .findFirst()
            .orElse("");
  }

  /// Makes it an entry of the boot loader.
  ///
  /// @param title of the entry; one of the same title is replaced
  /// @param args further words for its command line
  public void addTo(BootLoader loader, String title, List<String> args) throws IOException {
    String path =
        kernel.orElseThrow(() -> new TestError("booting a kernel: it has not been installed"));
    String running = machine.read("/proc/cmdline");
    Matcher root = Pattern.compile("(?:^|\\s)root=(\\S+)").matcher(running);
    List<String> words = new ArrayList<>(KernelCommands.inherited(running));
    words.addAll(args);
    loader.add(new BootEntry(title, path, initrd, root.find() ? root.group(1) : "", words));
  }

  /// What is to be compared after the boot: release and version, `release::version`; the release
  /// alone when the version cannot be told, as that of a package; empty when neither can.
  public String ident() throws IOException {
    for (String name : List.of("utsversion.h", "compile.h")) {
      Path header = directories.source().resolve("include/generated").resolve(name);
      if (Files.exists(header)) {
        Matcher version = VERSION.matcher(Files.readString(header));
        if (version.find()) {
          return release + "::" + version.group(1);
        }
      }
    }
    return release;
  }

  private void requireSource(String step) {
    if (origin instanceof KernelOrigin.Deb || origin instanceof KernelOrigin.Rpm) {
      throw new TestError("kernel.%s: a package has no sources".formatted(step));
    }
  }

  private void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private void call(List<String> argv) {
    programs.require(argv, directories.source(), Programs.LONG);
  }

  private String output(List<String> argv) {
    return programs.require(argv, directories.source(), Programs.LONG).stdout();
  }

  private void note(String line) throws IOException {
    Files.writeString(
        directories.results().resolve("debug/build_log"),
        line + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
