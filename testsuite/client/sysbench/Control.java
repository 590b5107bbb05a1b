String NAME = "sysbench";
String AUTHOR = "Autotest";
String TIME = "SHORT", TEST_TYPE = "client", TEST_CLASS = "Kernel", TEST_CATEGORY = "Benchmark";
String DOC =
    """
    Processors, memory, threads and locks under load, each for a few seconds.

    Needs: sysbench (Debian: sysbench, Fedora: sysbench).

    Arguments:
    - workloads (cpu,memory,threads,mutex): which of these, with commas between
    - seconds (5): how long each; mutex takes as long as it takes
    - threads (0): at the same time; 0 is one for each processor

    Measures:
    - cpu.rate (1/s, higher): searches for prime numbers up to 10000
    - memory.rate (MiB/s, higher): written in blocks of 1 KiB
    - threads.rate (1/s, higher): rounds of 1000 yields with a lock
    - mutex.elapsed (s, lower): for 50000 locks in each thread
    """;

void main() {
  job.runTest("sysbench");
}
