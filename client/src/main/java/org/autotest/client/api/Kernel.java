package org.autotest.client.api;

import java.util.List;

/// A kernel that a job builds, or has in a package, and boots. Each step is an entry
/// `kernel.<step>` of the status log; one that fails throws [CommandFailed] or [TestError].
public interface Kernel {
  /// Applies patches to its sources.
  ///
  /// @param places files or URLs
  void patch(String... places);

  /// Configures it with a file, the rest being defaults.
  ///
  /// @param file a path or URL; empty for the configuration of the running kernel
  void config(String file);

  /// Likewise, with other settings laid over those of the file.
  ///
  /// @param over files or URLs with settings, a later one over an earlier one
  void config(String file, List<String> over);

  /// Configures it with a target of make, such as `tinyconfig`.
  ///
  /// @param over as above
  void configTarget(String target, List<String> over);

  /// Configures it as its architecture has it by default.
  void defconfig();

  /// Builds it with two jobs for each processor.
  void build();

  /// Builds it.
  ///
  /// @param jobs at the same time
  /// @param options further words for make
  void build(int jobs, String options);

  /// Builds it with a release that ends with `-<extraVersion>` in place of `-autotest`.
  void build(int jobs, String options, String extraVersion);

  /// Removes what was built.
  void clean();

  /// Puts it where the machine boots from, named `autotest`.
  void install();

  /// Puts it where the machine boots from: `/boot/vmlinuz-<tag>`. [#boot] makes an entry `tag`.
  void install(String tag);

  /// Makes it an entry of the boot loader, with the command line of the running kernel. Nothing
  /// boots it yet.
  ///
  /// @param title of the entry; one of the same title is replaced
  /// @param args further words for its command line
  void addToBootLoader(String title, String... args);

  /// Installs it unless that is done, makes it an entry of the boot loader, and reboots into it.
  /// After the boot the job goes on only if it runs; then with the next step.
  ///
  /// @param args further words for its command line
  void boot(String... args);

  /// The same without the word `IDENT=` on its command line: another build of the same release and
  /// version is not told from it.
  void bootUnmarked(String... args);

  /// Its release; empty before it is built or installed.
  String release();

  /// `spec reference hash` of each patch.
  List<String> patches();
}
