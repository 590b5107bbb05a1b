/// Measures how fast memory is copied, and checks that the copy is the same.
class MemoryCopy extends ClientTest {
  private static final int ROUNDS_BEFORE_MEASURING = 3;

  private byte[] from = new byte[0];
  private byte[] to = new byte[0];

  void initialize(@Default("16") int megabytes) {
    if (megabytes < 1 || megabytes > 1024) {
      error("megabytes must be 1 to 1024, is " + megabytes);
    }
    from = new byte[megabytes << 20];
    to = new byte[from.length];
    new Random(megabytes).nextBytes(from);
  }

  void warmup() {
    copy(ROUNDS_BEFORE_MEASURING);
  }

  void runOnce(@Default("20") int rounds) {
    long start = System.nanoTime();
    copy(rounds);
    double seconds = (System.nanoTime() - start) / 1e9;
    check(Arrays.equals(from, to), "the copy differs from what was copied");
    writePerf("copy_rate", from.length / 1048576.0 * rounds / seconds, "MiB/s", Better.HIGHER);
  }

  private void copy(int rounds) {
    for (int i = 0; i < rounds; i++) {
      System.arraycopy(from, 0, to, 0, from.length);
    }
  }
}
