String NAME = "Reboots";
String AUTHOR = "Autotest";
String TIME = "MEDIUM", TEST_TYPE = "server", TEST_CLASS = "Kernel", TEST_CATEGORY = "Functional";
String DOC =
    """
    Reboots each machine, twice unless the first argument says how often, and checks that it comes back as it was: the
    same kernel, processors and memory.

    Arguments of the test:
    - machine: its name
    - times (2): how often

    Measures:
    - reboot (s): from the order until it answers again
    """;

void main() {
  double times = args.isEmpty() ? 2 : Double.parseDouble(args.getFirst());
  job.parallelSimple(machine -> job.runTest("reboots", arg("machine", machine), arg("times", times)), machines);
}
