package org.autotest.client.commandline;

/// The text that `autotest-local help` prints.
public final class Usage {
  /// All of it.
  public static final String TEXT =
      """
      Runs Autotest jobs and tests on this machine.

        autotest-local [options] CONTROL         run a control file (Python, or Java)
        autotest-local [options] run TEST [name=value …]
                                                 run one test, or its control file
        autotest-local [options] list            list the tests there are
        autotest-local help                      this text

        -a, --args TEXT             what the control file finds in `args`
        -d, --test_directory DIR    tests of your own; looked into first
        -t, --tag TAG               results go to results/TAG (default: default)
            --output_dir DIR        where results and temporary files go
        -c, --continue              go on with a job that paused
        -H, --harness NAME          who is told of the job's course: standalone (nobody), or
                                    simple (status lines on file descriptor 3)
            --hostname NAME         what this machine is called
        -U, --user NAME             who runs the job
        -v, --verbose               DEBUG on the console too
        -h, --help                  this text

      Exit status: 0 the job ended (whatever became of its tests), 1 it was aborted or the command
      line makes no sense, 5 it paused; or what the control file exits with.

      Tests are looked for in the directory of -d, in ./tests, in the site_tests and tests of the
      client directory, and among the tests that came with it. A test is a directory NAME with
      NAME.py, NAME in CamelCase with .java, or an executable NAME or NAME.sh.
      """;

  private Usage() {}
}
