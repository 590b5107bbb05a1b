String NAME = "Real-time tests";
String AUTHOR = "Autotest";
String TIME = "SHORT", TEST_TYPE = "client", TEST_CLASS = "Kernel", TEST_CATEGORY = "Benchmark";
String DOC =
    """
    How long threads of a high priority wait for each other, by each means that there is, and whether priorities are
    inherited: what rt-tests has besides cyclictest and hackbench. Each program is a sub-result.

    Needs: ptsematest and its kin (Debian: rt-tests, Fedora: realtime-tests); root, or a limit RLIMIT_RTPRIO.

    Arguments:
    - programs (all): ptsematest (mutexes), svsematest (semaphores), pmqtest (message queues), sigwaittest (a signal that
      is waited for), signaltest (signals in a ring) and pi_stress (inversions of priorities), with commas between
    - seconds (5): how long each
    - threads (0): pairs of threads, of signaltest twice as many threads, of pi_stress groups; 0 is one for each processor
    - priority (80): real-time priority from 1 to 99; pi_stress has its own
    - limit (0): a thread that waited longer than this many microseconds is a FAIL; 0 is no limit

    Measures:
    - PROGRAM.latency_avg (us, lower): mean of all threads, of all but pi_stress
    - PROGRAM.latency_max (us, lower): worst of all threads
    - pi_stress.rate (1/s, higher): inversions that were resolved
    """;

void main() {
  job.runTest("rt_tests");
}
