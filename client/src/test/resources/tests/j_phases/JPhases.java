/// Writes down each phase as it is called.
class JPhases extends ClientTest {
  @Override
  public int version() {
    return 3;
  }

  void initialize(@Default("none") String mode) {
    note("initialize " + mode);
  }

  void setup() throws IOException {
    Files.writeString(srcDir().resolve("built"), "yes");
    note("setup");
  }

  void warmup() {
    note("warmup");
  }

  void beforeRunOnce() {
    note("beforeRunOnce " + iteration());
  }

  void runOnce(@Default("1.5") double factor, @Default("a,b") List<String> names) {
    note("runOnce " + iteration() + " " + factor + " " + names);
    System.out.println("to the log");
    System.err.println("to the error log");
  }

  void afterRunOnce() {
    note("afterRunOnce " + iteration());
  }

  void postprocessIteration() {
    note("postprocessIteration");
  }

  void postprocess() {
    note("postprocess");
  }

  void cleanup() {
    note("cleanup");
  }

  private void note(String phase) {
    try {
      Files.writeString(
          resultsDir().resolve("phases"),
          phase + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }
}
