String NAME = "Memory copy";
String AUTHOR = "Autotest";
String TIME = "SHORT", TEST_TYPE = "client", TEST_CLASS = "Memory", TEST_CATEGORY = "Benchmark";
String DOC = "Copies memory to and fro and measures how fast; two iterations.";

void main() {
  job.runTest("memory_copy", arg("megabytes", 8), arg("iterations", 2));
}
