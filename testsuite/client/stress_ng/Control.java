String NAME = "stress-ng";
String AUTHOR = "Autotest";
String TIME = "SHORT", TEST_TYPE = "client", TEST_CLASS = "Kernel", TEST_CATEGORY = "Stress";
String DOC =
    """
    Loads parts of the machine one after the other, verifies what they give back, and counts how much was done.
    Each stressor is a sub-result.

    Needs: stress-ng (Debian: stress-ng, Fedora: stress-ng).

    Arguments:
    - stressors (cpu,vm,pipe,switch): by their names in stress-ng, with commas between
    - seconds (5): how long each
    - workers (0): of each stressor; 0 is one for each processor

    Measures:
    - STRESSOR.rate (1/s, higher): its "bogo operations" in a second, comparable only between runs of one version
    """;

void main() {
  job.runTest("stress_ng");
}
