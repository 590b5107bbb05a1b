package org.autotest.autoserv.command;

/// What `autoserv --help` prints.
public final class Help {
  /// The whole text, newline at the end.
  public static final String TEXT =
      """
      usage: autoserv [options] CONTROL_FILE [ARGUMENT...]   run a control file
             autoserv -v | -R | -C | --reset | --collect-crashinfo [options]
             autoserv --install-in-tarball -r DIR

      What to do
        -c, --client              the control file runs on the machines, not here
        -s, --server              the control file runs here (this is so without -c)
        -v, --verify              verify the machines
        -R, --repair              repair the machines
        --host-protection LEVEL   how far repair may go: NO_PROTECTION, REPAIR_SOFTWARE_ONLY,
                                  REPAIR_FILESYSTEM_ONLY, DO_NOT_REPAIR, DO_NOT_VERIFY
        -C, --cleanup             clean the machines up, after the control file if there is one
        --cleanup-mode MODE       tidy (end clients, remove what they left), or reboot as well [reboot]
        --reset                   clean the machines up, then verify them
        --collect-crashinfo       collect what a killed execution left on the machines
        --install-in-tarball      put the client into the results, as an archive that runs where it
                                  is unpacked; no machine is touched
        -a, --args TEXT           more arguments for the control file, separated by blanks

      Machines
        -m LIST                   [user@]host[:port],...; localhost alone is this machine
        -M FILE                   one machine a line, # begins a comment
        -G NAME                   the machines stand for this group
        --ssh-config FILE         for ssh -F
        --known-hosts FILE        where host keys are looked up and new ones are added
        --ssh-user NAME, --ssh-port NUMBER
                                  for machines that do not say; else up to the ssh configuration

      Client
        --client-bundle FILE      autotest-client-....tar.gz [the one of the installation]
        --tests-dir DIR           client tests to send along [those of the installation]
        --server-tests-dir DIR    tests that run here [those of the installation]
        --client-dir DIR          where on the machine; may be repeated, the best first
                                  [/usr/local/autotest, /home/autotest, ~/autotest]

      Results
        -r, --results DIR         [results.YYYY-MM-DD-HH.MM.SS]
        --use-existing-results    the directory holds an execution's results already
        -l, --label TEXT, -u, --user NAME
                                  name of the job and who asked for it
        -P TAG, --execution-tag TAG
                                  tag of the job, 17-alice/host7
        --control-filename NAME   name under which a server-side control file is kept [control.srv]
        -p, --write-pidfile       keep DIR/.autoserv_execute
        --pidfile-label LABEL     keep DIR/.LABEL_execute
        -n                        nothing on the console
        --verbose                 more on the console

      Lab
        --client-config FILE      sections COMMON, CLIENT and PACKAGES of it go to clients as their
                                  global_config.ini
        --fitness-dir DIR         programs in its checks and repairs verify and repair machines, too
        --without-check NAME      verify without this check; may be repeated
        --machines-file FILE      how power is switched and consoles are read
        --beside NAME[:PORT]      the control file may work on this machine too, which is not the
                                  job's; may be repeated

      Limits
        --disk-free-mb N          what verify wants to be free [5000]
        --disconnect-wait SECONDS how long a machine may stay away while its client runs [1800]
        --crash-wait SECONDS      how long collecting waits for a machine that is away [900]
        --repair-wait SECONDS     how long repair waits for a machine that is away [600]
        --results-mb N            most results of one machine [2048]

      Exit status: 0 when the work was done, whatever became of the tests; 1 when it was not;
      2 when the command line is wrong.
      """;

  private Help() {}
}
