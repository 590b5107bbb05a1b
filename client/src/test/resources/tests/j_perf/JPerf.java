/// Measures the number of its iteration.
class JPerf extends ClientTest {
  void runOnce() {
    writePerf("throughput", 100.0 * iteration(), "MB/s");
    writePerf("errors", 0);
    writeAttr("mode", "fast");
  }

  void postprocess() {
    writeTestKeyval("rounds", 3);
  }
}
