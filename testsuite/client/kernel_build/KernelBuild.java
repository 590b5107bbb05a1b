/// Builds a kernel out of its source directory, and measures how long that takes.
class KernelBuild extends ClientTest {
  private static final Path PACKAGED = Path.of("/usr/src");
  private static final Duration SHORT = Duration.ofMinutes(30);

  private Path sources = Path.of("");
  private Path build = Path.of("");

  void initialize(
      @Default("") String source,
      @Default("tinyconfig") String config,
      @Default("vmlinux") String target,
      @Default("0") int jobs,
      @Default("14400") int limit)
      throws IOException {
    if (jobs < 0) {
      error("jobs must be at least 0, is " + jobs);
    }
    if (limit < 1) {
      error("limit must be at least 1, is " + limit);
    }
    if (!target.matches("[A-Za-z0-9_./-]+")) {
      error("target must be one of make, is '%s'".formatted(target));
    }
    if (!config.matches("[a-z0-9_]*config") && !Files.isRegularFile(Path.of(config))) {
      error("config must be a target such as defconfig or a file, is '%s'".formatted(config));
    }
    Path origin = source.isEmpty() ? packaged() : Path.of(source).toAbsolutePath();
    if (!Files.exists(origin)) {
      error("source must be there, is '%s'".formatted(source));
    }
    needs("make", "make", "make");
    needs("gcc", "gcc", "gcc");
    needs("flex", "flex", "flex");
    needs("bison", "bison", "bison");
    needs("bc", "bc", "bc");
    sources = Files.isDirectory(origin) ? origin : unpacked(origin);
    build = Files.createDirectory(tmpDir().resolve("build"));
  }

  private Path packaged() throws IOException {
    try (Stream<Path> files = Files.exists(PACKAGED) ? Files.list(PACKAGED) : Stream.of()) {
      Optional<Path> newest =
          files
              .filter(file -> file.getFileName().toString().matches("linux-source-.*\\.tar\\..*"))
              .max(Comparator.naturalOrder());
      if (newest.isEmpty()) {
        na(
            "there are no sources of a kernel; give source=, or install them: linux-source (Debian),"
                + " none (Fedora)");
      }
      return newest.orElseThrow();
    }
  }

  private Path unpacked(Path archive) throws IOException {
    Path directory = Files.createDirectory(tmpDir().resolve("source"));
    run("tar -xf '%s' -C '%s' --strip-components=1".formatted(archive, directory), SHORT);
    return directory;
  }

  void beforeRunOnce(@Default("tinyconfig") String config) throws IOException {
    run("rm -rf '%1$s' && mkdir '%1$s'".formatted(build), SHORT);
    if (Files.isRegularFile(Path.of(config))) {
      Files.copy(Path.of(config), build.resolve(".config"));
      make("olddefconfig", 1, SHORT);
    } else {
      make(config, 1, SHORT);
    }
  }

  void runOnce(
      @Default("vmlinux") String target, @Default("0") int jobs, @Default("14400") int limit) {
    int atOnce = jobs == 0 ? 2 * Runtime.getRuntime().availableProcessors() : jobs;
    CommandResult result = make(target, atOnce, Duration.ofSeconds(limit));
    writePerf("elapsed", result.duration().toMillis() / 1e3, "s", Better.LOWER);
  }

  void afterRunOnce() throws IOException {
    Files.copy(
        build.resolve(".config"),
        resultsDir().resolve("config"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private CommandResult make(String target, int jobs, Duration limit) {
    return run("make -C '%s' O='%s' -j%d %s".formatted(sources, build, jobs, target), limit);
  }
}
