String NAME = "googletest";
String AUTHOR = "Autotest";
String TIME = "SHORT", TEST_TYPE = "client", TEST_CLASS = "General", TEST_CATEGORY = "Functional";
String DOC =
    """
    Runs a program made with googletest; each of its tests is a sub-result. Without arguments it compiles and runs a
    few of its own, which look at the C++ library.

    Needs: nothing for a program of yours; else g++ and googletest (Debian: g++ and libgtest-dev, Fedora: gcc-c++ and
    gtest-devel).

    Arguments:
    - program: its path
    - filter (*): which tests, as --gtest_filter takes it
    - limit (600): seconds for all of them

    Measures:
    - elapsed (s, lower)
    """;

void main() {
  job.runTest("googletest");
}
