/// Leaves processes behind: in its session, and outside of it.
class JLeaky extends ClientTest {
  void runOnce(String mark) throws InterruptedException, IOException {
    new ProcessBuilder("bash", "-c", "exec -a " + mark + " sleep 300").start();
    new ProcessBuilder("setsid", "bash", "-c", "exec -a " + mark + " sleep 300").start();
    new ProcessBuilder("bash", "-c", "(setsid bash -c 'exec -a " + mark + " sleep 300' &)").start();
    Files.writeString(resultsDir().resolve("started"), "yes");
    Thread.sleep(Duration.ofMinutes(5));
  }
}
