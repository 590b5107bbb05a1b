String NAME = "Microbenchmarks";
String AUTHOR = "Autotest";
String TIME = "SHORT", TEST_TYPE = "client", TEST_CLASS = "Kernel", TEST_CATEGORY = "Benchmark";
String DOC =
    """
    What a kernel does all the time, one thing after the other, in one process where nothing else is said.

    Needs: cc (Debian: gcc and libc6-dev, Fedora: gcc); it compiles its program once.

    Arguments:
    - seconds (1): how long each
    - benchmarks (all): syscall, pipe, switch, fork, exec, copy, with commas between

    Measures:
    - syscall (1/s, higher): calls of getppid
    - pipe (1/s, higher): 512 bytes written into a pipe and read again
    - switch (1/s, higher): one byte there and back between two processes
    - fork (1/s, higher): a process that ends at once
    - exec (1/s, higher): a process that becomes another program, which ends at once
    - copy (MiB/s, higher): a file of 1 MiB copied in blocks of 64 KiB
    """;

void main() {
  job.runTest("microbench");
}
