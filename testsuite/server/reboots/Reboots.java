/// Reboots a machine and checks that kernel, processors and memory are what they were.
class Reboots extends ServerTest {
  private Host host;
  private int times;

  public void initialize() {
    host = hosts().create(argument("machine", machines().getFirst()));
    times = (int) argument("times", 2);
    if (times < 1 || times > 1000) {
      throw error("times must be 1 to 1000, is " + times);
    }
  }

  public void runOnce() {
    String before = facts();
    for (int i = 0; i < times; i++) {
      String boot = host.bootId();
      long start = System.nanoTime();
      host.reboot();
      writePerf("reboot", (System.nanoTime() - start) / 1e9, "s");
      check(!host.bootId().equals(boot), "the boot id did not change");
      check(facts().equals(before), "before: " + before + ", after: " + facts());
    }
    writeKeyval("reboots", times);
  }

  private String facts() {
    return "%s, %d processors, %d KiB".formatted(host.kernelVersion(), host.cpuCount(), host.memoryKib());
  }
}
