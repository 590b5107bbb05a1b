package org.autotest.client.config;

import java.util.Locale;

/// A key of the client's configuration files.
public enum ClientKey {
  TEST_DIR(
      ClientConfig.COMMON,
      "",
      "directories with tests of this machine, with commas between; looked into before those of the client"),
  TEST_OUTPUT_DIR(
      ClientConfig.COMMON,
      "",
      "where temporary files, packages and builds of tests go; `tmp` of the client unless it is given"),
  CRASH_HANDLING_ENABLED(
      ClientConfig.COMMON,
      "",
      "whether each test gets the core dumps of its time. When it is not given: only those that systemd-coredump keeps, for"
          + " which nothing of the machine is changed. `True` sets `/proc/sys/kernel/core_pattern` for the time of a job, also"
          + " where another program such as apport or abrt has them; `False` collects none"),
  ABORT_ON_MISMATCH(
      ClientConfig.CLIENT,
      "False",
      "whether a job ends when mounts or the number of processors differ after a reboot; else a warning tells it"),
  DEFAULT_LOGGING_NAME(
      ClientConfig.CLIENT,
      "client",
      "what the logs of a job in `debug/` are called: `client.DEBUG`"),
  DROP_CACHES(
      ClientConfig.CLIENT,
      "False",
      "whether the page cache is dropped at the start of a job and after each test, but for those in parallel; a job may set it"),
  DROP_CACHES_BETWEEN_ITERATIONS(
      ClientConfig.CLIENT, "False", "whether it is dropped between iterations; a job may set it"),
  KERNEL_MIRROR(
      ClientConfig.CLIENT,
      "",
      "servers with the layout of kernel.org, with blanks between, asked for kernels before it; the entry"
          + " `mirror.ftp_kernel_org` of a job goes before"),
  LOG_INSTALLED_PACKAGES(
      ClientConfig.CLIENT,
      "False",
      "whether the packages of the machine are listed before and after each test, with what was added and removed"),
  OUTPUT_DIR(
      ClientConfig.CLIENT,
      "",
      "where results go, in `results/TAG`; the option `--output_dir` goes before. The client directory unless it is given"),
  SLEEP_BEFORE_REBOOT(
      ClientConfig.CLIENT,
      "5",
      "seconds before a machine goes down; the entry `boot.sleep_before_reboot` of a job goes before"),
  FETCH_LOCATION(
      ClientConfig.PACKAGES,
      "",
      "repositories of packages, with commas between, asked in this order after those that a job adds");

  private final String section;
  private final String standard;
  private final String description;

  ClientKey(String section, String standard, String description) {
    this.section = section;
    this.standard = standard;
    this.description = description;
  }

  /// `COMMON`, `CLIENT` or `PACKAGES`.
  public String section() {
    return section;
  }

  /// Its name in the section.
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What holds when no file gives it; empty for nothing.
  public String standard() {
    return standard;
  }

  /// What it does, as Markdown.
  public String description() {
    return description;
  }
}
