package org.autotest.client.commandline;

/// The text that `autotest-local help` prints.
public final class Usage {
  /// All of it.
  public static final String TEXT =
      """
      Runs Autotest jobs and tests on this machine.

        autotest-local run sleeptest seconds=1
        autotest-local --junit result.xml tests/mytest/control

        autotest-local [options] CONTROL         run a control file (Python, or Java)
        autotest-local [options] run TEST [name=value …]
                                                 run one test, or its control file
        autotest-local [options] list            list the tests there are
        autotest-local new TEST [--language java|python|shell]
                                                 make a test to begin with, in ./tests or -d DIR
        autotest-local fetch ADDRESS [NAME]      fetch a test: an archive by http, https or from a
                                                 file, checked when #sha256=… stands behind the
                                                 address; or git://HOST/REPOSITORY[:BRANCH]
        autotest-local check CONTROL…            tell what is wrong with control files, running none
        autotest-local -H PROGRAM bootstrap      run the control file that the program prints
        autotest-local help                      this text

        -a, --args TEXT             what the control file finds in `args`
        -d, --test_directory DIR    tests of your own; looked into first
        -t, --tag TAG               results go to results/TAG (default: default); older results of
                                    the tag are kept beside, as TAG.old-N
            --output_dir DIR        where results and temporary files go
        -c, --continue              go on with a job that paused
        -H, --harness NAME          who is told of the job's course: standalone (nobody), simple
                                    (status lines on file descriptor 3), autoserv (these, and
                                    after each test it waits for an answer), or the path of a
                                    program, which reads them on its standard input
        -P, --harness_args TEXT     a file or pipe in place of descriptor 3; a word for the program
            --client_test_setup LIST
                                    only build what these tests need: names with commas, or all
            --tap                   write TAP files into the results too
            --junit FILE            write the outcome as JUnit XML
        -l, --external_logging      copy the log to the machine's system log
            --hostname NAME         what this machine is called
        -U, --user NAME             who runs the job
        -v, --verbose               DEBUG on the console too
        -h, --help                  this text

      Exit status: 0 the job ended (whatever became of its tests), 1 it was aborted, the command line
      makes no sense or what was to be checked is not in order, 5 it paused; or what the control file exits with.

      Tests are looked for in the directory of -d (or CUSTOM_DIR), in ./tests, among the fetched ones,
      in the directories of COMMON.test_dir of the configuration, in the tests of the client
      directory, and among those that came with it. A test is a directory NAME with
      NAME.py, NAME in CamelCase with .java, or an executable NAME or NAME.sh.

      Servers are reached through the proxies of http_proxy, https_proxy, all_proxy and no_proxy; those
      of https are vouched for by whom this machine trusts, or by the file SSL_CERT_FILE.

      Configuration: global_config.ini, and shadow_config.ini over it, in AUTOTEST_TOP_PATH, else
      /etc/autotest, else the client directory.
      """;

  private Usage() {}
}
