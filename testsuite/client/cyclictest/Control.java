String NAME = "cyclictest";
String AUTHOR = "Autotest";
String TIME = "SHORT", TEST_TYPE = "client", TEST_CLASS = "Kernel", TEST_CATEGORY = "Benchmark";
String DOC =
    """
    Threads that sleep until a moment and look how late they wake up: the latency of the scheduler.

    Needs: cyclictest (Debian: rt-tests, Fedora: realtime-tests); root for a priority.

    Arguments:
    - seconds (10): how long
    - threads (0): 0 is one for each processor
    - interval (1000): microseconds between two wake-ups of a thread
    - priority (80): real-time priority from 1 to 99; 0 is none
    - limit (0): a thread that woke up later than this many microseconds is a FAIL; 0 is no limit

    Measures:
    - latency_avg (us, lower): mean of all threads
    - latency_max (us, lower): worst of all threads
    """;

void main() {
  job.runTest("cyclictest");
}
