String NAME = "TCP round trips";
String AUTHOR = "Autotest";
String TIME = "SHORT", TEST_TYPE = "client", TEST_CLASS = "Network", TEST_CATEGORY = "Benchmark";
String DOC =
    """
    Sends a request over one TCP connection and waits for the answer, again and again: what netperf calls TCP_RR.
    Without arguments both ends are on this machine. Between two hosts one runs it with role=server, the other with
    role=client and server=HOST; whichever comes first waits.

    Needs: nothing but itself.

    Arguments:
    - seconds (3): how long
    - request (1): bytes of a request
    - answer (1): bytes of an answer
    - role (both): both, server or client
    - server (127.0.0.1): where the client finds the server
    - port (12866): of the server; with role=both a free one is taken
    - wait (300): seconds to wait for the other host

    Measures, at the client:
    - rate (1/s, higher): round trips in a second
    - latency_p50, latency_p99 (us, lower): of a round trip
    """;

void main() {
  job.runTest("tcp_round_trip");
}
