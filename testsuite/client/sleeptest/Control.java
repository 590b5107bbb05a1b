String NAME = "Sleep test";
String AUTHOR = "Autotest";
String TIME = "SHORT", TEST_TYPE = "client", TEST_CLASS = "Kernel", TEST_CATEGORY = "Functional";
String TEST_PARAMETERS = "seconds";
String DOC =
    """
    Sleeps for a second, to prove that the harness works.

    Arguments:
    - seconds (1): how long; fractions are welcome
    """;

void main() {
  job.runTest("sleeptest", arg("seconds", 1));
}
