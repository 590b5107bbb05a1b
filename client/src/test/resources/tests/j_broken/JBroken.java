class JBroken extends ClientTest {
  void runOnce() {
    int number = "no number";
  }
}
