String NAME = "Kernel build";
String AUTHOR = "Autotest";
String TIME = "MEDIUM", TEST_TYPE = "client", TEST_CLASS = "Kernel", TEST_CATEGORY = "Benchmark";
String DOC =
    """
    Builds a kernel and measures how long that takes. To boot what was built, use job.kernel.

    Needs: make, gcc, flex, bison and bc (Debian: build-essential, flex, bison and bc; Fedora: make, gcc, flex, bison and
    bc), and sources.

    Arguments:
    - source: a directory, which is not changed, or a tar archive of the kernel's sources. Otherwise the newest
      /usr/src/linux-source-*.tar.* (Debian: linux-source)
    - config (tinyconfig): a target of its make, such as defconfig, or the path of a configuration
    - target (vmlinux): what is built
    - jobs (0): at the same time; 0 is two for each processor
    - limit (14400): seconds for the build

    Measures:
    - elapsed (s, lower): of the build alone
    """;

void main() {
  job.runTest("kernel_build");
}
