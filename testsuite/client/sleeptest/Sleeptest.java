/// Sleeps, to prove that the harness works.
class Sleeptest extends ClientTest {
  void runOnce(@Default("1") double seconds) throws InterruptedException {
    Thread.sleep(Duration.ofNanos(Math.round(seconds * 1e9)));
  }
}
