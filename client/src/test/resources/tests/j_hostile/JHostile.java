/// The hostile program as a command of a Java test.
class JHostile extends ClientTest {
  void runOnce(String mark, long seed, String ending) {
    run(
        "AUTOTEST_TMP_DIR=%s AUTOTEST_RESULTS_DIR=%s exec %s --mark=%s --seed=%d --ending=%s"
            .formatted(
                tmpDir(),
                resultsDir(),
                binDir().resolveSibling("hostile").resolve("hostile"),
                mark,
                seed,
                ending));
  }
}
