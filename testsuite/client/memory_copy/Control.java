String NAME = "Memory copy";
String AUTHOR = "Autotest";
String TIME = "SHORT", TEST_TYPE = "client", TEST_CLASS = "Memory", TEST_CATEGORY = "Benchmark";
String DOC =
    """
    Copies memory to and fro, checks that the copy is the same, and measures how fast that is; two iterations.

    Needs: nothing but itself.

    Arguments:
    - megabytes (16): how much is copied at a time, in MiB; 1 to 1024
    - rounds (20): how often in each iteration

    Measures:
    - copy_rate (MiB/s, higher)
    """;

void main() {
  job.runTest("memory_copy", arg("megabytes", 8), arg("iterations", 2));
}
