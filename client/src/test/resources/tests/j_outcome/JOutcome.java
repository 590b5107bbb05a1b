/// Ends as it is told, in the phase it is told.
class JOutcome extends ClientTest {
  private String how = "";
  private String where = "";

  void initialize(String how, @Default("runOnce") String where) throws Exception {
    this.how = how;
    this.where = where;
    end("initialize");
  }

  void runOnce() throws Exception {
    end("runOnce");
  }

  void cleanup() throws Exception {
    end("cleanup");
  }

  private void end(String here) throws Exception {
    if (!here.equals(where)) {
      return;
    }
    switch (how) {
      case "good" -> {}
      case "fail" -> fail("the thing is broken\nin two lines");
      case "error" -> error("no disk to test on");
      case "na" -> na("no such device");
      case "warn" -> warn("looks strange");
      case "bug" -> throw new TestBug("known for long");
      case "unexpected" -> throw new IllegalStateException("nobody expected this");
      case "assertion" -> throw new AssertionError("1 is not 2");
      case "command" -> run("echo out; echo err >&2; exit 3");
      case "slow_command" -> run("sleep 60", Duration.ofMillis(300));
      case "job" -> throw new JobError("give up altogether");
      case "exit" -> System.exit(7);
      case "kill" -> run("kill -9 " + ProcessHandle.current().pid());
      case "control_characters" -> fail("a\u000bb\rc");
      default -> error("how is unknown: " + how);
    }
  }
}
