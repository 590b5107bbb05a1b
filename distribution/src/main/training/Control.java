String NAME = "Rehearsal", AUTHOR = "Autotest", TIME = "SHORT", TEST_TYPE = "client";
String TEST_CLASS = "Kernel", TEST_CATEGORY = "Functional";
String DOC = "A test of every kind, so that what they need is in the cache of the client.";

void main() {
  for (int round = 0; round < 3; round++) {
    job.runTest("sleeptest", arg("seconds", 0), arg("tag", "j" + round));
    job.runTest("file_integrity", arg("kilobytes", 1), arg("tag", "x" + round));
    job.runTest("pysleeptest", arg("seconds", 0), arg("tag", "p" + round));
  }
}
