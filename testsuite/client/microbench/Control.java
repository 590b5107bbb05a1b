String NAME = "Microbenchmarks";
String AUTHOR = "Autotest";
String TIME = "SHORT", TEST_TYPE = "client", TEST_CLASS = "Kernel", TEST_CATEGORY = "Benchmark";
String DOC =
    """
    What a kernel and a processor do all the time, one thing after the other, in one process where nothing else is said.
    How much more several do at the same time is told by a second run with copies=0.

    Needs: cc (Debian: gcc and libc6-dev, Fedora: gcc); it compiles its program once.

    Arguments:
    - seconds (1): how long each
    - benchmarks (all): of those below, with commas between
    - copies (1): processes that do it at the same time, up to 4096; 0 is one for each processor

    Measures what all copies do together:
    - syscall (1/s, higher): calls of getppid
    - pipe (1/s, higher): 512 bytes written into a pipe and read again
    - switch (1/s, higher): one byte there and back between two processes
    - fork (1/s, higher): a process that ends at once
    - exec (1/s, higher): a process that becomes another program, which ends at once
    - copy (MiB/s, higher): a file of 1 MiB copied in blocks of 64 KiB
    - copy_256, copy_4096 (MiB/s, higher): the same in blocks of 256 and 4096 bytes
    - integer (1/s, higher): 1000 steps of shifts, products, a division and a branch
    - float (1/s, higher): 100 steps of a root, sines and their kin, a power and a logarithm
    - shell (1/s, higher): a script of /bin/sh with four programs, or pieces of itself, in a pipe
    """;

void main() {
  job.runTest("microbench");
}
