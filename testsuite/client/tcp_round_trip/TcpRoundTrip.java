/// Measures round trips over a TCP connection.
class TcpRoundTrip extends ClientTest {
  private static final int BYTES_MAX = 1 << 20;
  private static final int ROUNDS_BEFORE_MEASURING = 100;
  private static final int BACKLOG = 1;

  void initialize(
      @Default("3") double seconds,
      @Default("1") int request,
      @Default("1") int answer,
      @Default("both") String role,
      @Default("12866") int port,
      @Default("300") int wait) {
    within("seconds", seconds, 0.01, 1e6);
    within("request", request, 1, BYTES_MAX);
    within("answer", answer, 1, BYTES_MAX);
    within("port", port, 1, 65_535);
    within("wait", wait, 1, 1e6);
    if (!Set.of("both", "server", "client").contains(role)) {
      error("role must be both, server or client, is '%s'".formatted(role));
    }
  }

  void runOnce(
      @Default("3") double seconds,
      @Default("1") int request,
      @Default("1") int answer,
      @Default("both") String role,
      @Default("127.0.0.1") String server,
      @Default("12866") int port,
      @Default("300") int wait)
      throws Exception {
    switch (role) {
      case "server" -> {
        try (ServerSocket listener = new ServerSocket(port, BACKLOG)) {
          serve(listener, wait);
        }
      }
      case "client" -> {
        try (Socket socket = connected(new InetSocketAddress(server, port), wait)) {
          measure(socket, seconds, request, answer);
        }
      }
      default -> both(seconds, request, answer, wait);
    }
  }

  private void both(double seconds, int request, int answer, int wait) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> server =
          threads.submit(
              () -> {
                serve(listener, wait);
                return null;
              });
      try (Socket socket = connected(listener.getLocalSocketAddress(), wait)) {
        measure(socket, seconds, request, answer);
      }
      server.get();
    }
  }

  /// Serves one client until it hangs up. What it sends first says how long requests and answers are.
  private void serve(ServerSocket listener, int wait) throws IOException {
    listener.setSoTimeout(wait * 1000);
    long trips = 0;
    try (Socket socket = listener.accept()) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] request = new byte[length(in)];
      byte[] answer = new byte[length(in)];
      while (in.readNBytes(request, 0, request.length) == request.length) {
        socket.getOutputStream().write(answer);
        trips++;
      }
    } catch (SocketTimeoutException nobody) {
      error("waiting for the client at port %d: nobody in %d s".formatted(listener.getLocalPort(), wait));
    }
    check(trips > 0, "the client hung up before its first request");
    log(trips + " requests were answered");
  }

  private int length(DataInputStream in) throws IOException {
    int length = in.readInt();
    within("a length that the client sent", length, 1, BYTES_MAX);
    return length;
  }

  /// Connects as soon as somebody listens there.
  private Socket connected(SocketAddress address, int wait) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(wait).toNanos();
    while (true) {
      Socket socket = new Socket();
      try {
        socket.connect(address, wait * 1000);
        socket.setTcpNoDelay(true);
        return socket;
      } catch (IOException notYet) {
        socket.close();
        if (System.nanoTime() > end) {
          error("connecting to %s for %d s: %s".formatted(address, wait, notYet.getMessage()));
        }
        Thread.sleep(100);
      }
    }
  }

  private void measure(Socket socket, double seconds, int request, int answer) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(request);
    out.writeInt(answer);
    for (int i = 0; i < ROUNDS_BEFORE_MEASURING; i++) {
      roundTrip(socket, new byte[request], new byte[answer]);
    }
    Latencies latencies = new Latencies();
    byte[] asked = new byte[request];
    byte[] answered = new byte[answer];
    long start = System.nanoTime();
    long end = start + Math.round(seconds * 1e9);
    long now = start;
    while (now < end) {
      roundTrip(socket, asked, answered);
      long after = System.nanoTime();
      latencies.add(after - now);
      now = after;
    }
    writePerf("rate", latencies.count / ((now - start) / 1e9), "1/s", Better.HIGHER);
    writePerf("latency_p50", latencies.percentile(50), "us", Better.LOWER);
    writePerf("latency_p99", latencies.percentile(99), "us", Better.LOWER);
  }

  private void roundTrip(Socket socket, byte[] request, byte[] answer) throws IOException {
    socket.getOutputStream().write(request);
    int got = socket.getInputStream().readNBytes(answer, 0, answer.length);
    check(got == answer.length, "the server hung up in the middle of an answer");
  }

  private void within(String name, double value, double least, double most) {
    if (value < least || value > most) {
      error("%s must be %s to %s, is %s".formatted(name, least, most, value));
    }
  }

  /// Counts latencies in steps of a tenth of a microsecond, up to 100 ms.
  private static final class Latencies {
    private static final int STEP_NANOS = 100;

    private final int[] counts = new int[1_000_000];
    private long count;

    void add(long nanos) {
      counts[(int) Math.min(counts.length - 1, nanos / STEP_NANOS)]++;
      count++;
    }

    /// In microseconds.
    double percentile(int percent) {
      long left = count * percent / 100;
      int step = 0;
      while (step < counts.length - 1 && left >= counts[step]) {
        left -= counts[step++];
      }
      return (step + 0.5) * STEP_NANOS / 1000;
    }
  }
}
