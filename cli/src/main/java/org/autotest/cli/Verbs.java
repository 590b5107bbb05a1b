package org.autotest.cli;

import static org.autotest.core.operation.Operations.*;

import java.util.List;

/// The spelling of every operation. Options of the original's command line keep their letters.
final class Verbs {
  static final List<Verb> ALL =
      List.of(
          Verb.of(JOB_LIST, "atest job list", "atest job list --all --state running")
              .items("name", "ID|NAME", true)
              .also("owner", "-u", "--user")
              .preset("state", "running", "only running jobs", "-r", "--running")
              .own(ListSteps.EVERYBODY, "", "jobs of everybody, not only mine", "-a", "--all")
              .step(ListSteps::ownJobs),
          Verb.of(JOB_SHOW, "atest job show 17", "atest job stat 17 'nightly*' --json")
              .alias("stat")
              .items("id", "ID|NAME", true),
          Verb.of(JOB_ENTRIES, "atest job entries 17", "atest job entries 17 --json")
              .items("id", "ID", true),
          Verb.of(JOB_TESTS, "atest job tests 17", "atest job tests 17 --job-rows")
              .items("id", "ID", true),
          Verb.of(JOB_WHY, "atest job why 17", "atest job why 17 --json").items("id", "ID", true),
          Verb.of(JOB_PREVIEW, "atest job preview -t sleeptest", "atest job preview -t a,b --json")
              .also("tests", "-t", "--test"),
          JobCreate.VERB,
          JobCreate.CHECK,
          Verb.of(
                  JOB_CLONE,
                  "atest job clone 17 --which failed",
                  "atest job run 17 -m host1,host2 --name again")
              .alias("run", "rerun")
              .items("id", "ID", true)
              .also("hosts", "-m", "--machine")
              .fileOf("hosts", "file that lists hosts", "-M", "--mlist")
              .also("priority", "-p")
              .also("email_list", "-e", "--email")
              .preset("which", "same", "on the hosts that it had", "-r", "--reuse-hosts")
              .gone(
                  "the job is the item, and --name a new name: atest job clone 17 -r", "-i", "--id")
              .own(
                  JobCreate.LABELS,
                  "LABELS",
                  "all hosts that now carry all of these labels",
                  "-b",
                  "--labels")
              .step(
                  (arguments, own, session) ->
                      JobCreate.targets("job clone", arguments, own, session)),
          Verb.of(JOB_ABORT, "atest job abort 17", "atest job abort 17 -m host1,host2")
              .items("id", "ID", true)
              .also("hosts", "-m", "--machine")
              .fileOf("hosts", "file that lists hosts", "-M", "--mlist"),
          Verb.of(JOB_EVENTS, "atest job events 17", "atest job events 17 --json")
              .items("id", "ID", true),
          Verb.of(RECUR_LIST, "atest recur list", "atest recur list --owner alice")
              .also("owner", "-u", "--user"),
          Verb.of(RECUR_SHOW, "atest recur show 3", "atest recur show 3 --json")
              .items("id", "ID", true),
          Verb.of(
                  RECUR_CREATE,
                  "atest recur create 17 --cron '30 2 * * 1-5' --zone Europe/Berlin",
                  "atest recur create 17 --every 3600 --count 3")
              .items("job", "JOB", false)
              .also("loop_period", "--every")
              .also("loop_count", "--count"),
          Verb.of(RECUR_MODIFY, "atest recur mod 3 --pause", "atest recur mod 3 --cron '0 4 * * *'")
              .alias("mod")
              .items("id", "ID", true)
              .also("loop_period", "--every")
              .also("loop_count", "--count")
              .preset("paused", true, "make no jobs until it is resumed", "--pause")
              .preset("paused", false, "go on from now", "--resume"),
          Verb.of(RECUR_DELETE, "atest recur delete 3", "atest recur delete 3 4")
              .items("id", "ID", true),
          Verb.of(
                  HOST_LIST,
                  "atest host list",
                  "atest host list -b x86,big -s Ready --sort failures")
              .items("name", "HOST", true, "-M", "--mlist")
              .also("labels", "-b", "--label")
              .also("status", "-s")
              .preset("locked", false, "only unlocked hosts", "--unlocked"),
          Verb.of(HOST_SHOW, "atest host show host1", "atest host show 'web*'")
              .alias("stat")
              .items("hostname", "HOST", true, "-M", "--mlist"),
          Verb.of(
                  HOST_CREATE,
                  "atest host create host1 -t x86 -b kvm,big",
                  "atest host create -M hosts.txt -l")
              .items("hostname", "HOST", true, "-M", "--mlist")
              .also("labels", "-b")
              .fileOf("labels", "file that lists labels", "-B", "--blist")
              .also("platform", "-t")
              .also("acl_groups", "-a", "--acls")
              .fileOf("acl_groups", "file that lists access groups", "-A", "--alist")
              .also("protection", "-p")
              .preset("locked", true, "takes no work at first", "-l", "--lock")
              .preset("locked", false, "takes work at once", "-u", "--unlock"),
          Verb.of(HOST_MODIFY, "atest host mod host1 --lock", "atest host mod host1 -b x86 -u")
              .alias("mod")
              .items("hostname", "HOST", true, "-M", "--mlist")
              .also("add_labels", "-b", "--labels")
              .also("platform", "-t")
              .fileOf("add_labels", "file that lists labels to put on", "-B", "--blist")
              .also("protection", "-p")
              .preset("locked", true, "take it out of service", "-l", "--lock")
              .preset("locked", false, "put it back", "-u", "--unlock"),
          Verb.of(HOST_DELETE, "atest host delete host1", "atest host delete -M hosts.txt")
              .items("hostname", "HOST", true, "-M", "--mlist"),
          Verb.of(HOST_REVERIFY, "atest host reverify host1", "atest host reverify 'web*'")
              .items("hostname", "HOST", true, "-M", "--mlist"),
          Verb.of(HOST_REPAIR, "atest host repair host1", "atest host repair 'web*'")
              .items("hostname", "HOST", true, "-M", "--mlist"),
          Verb.of(HOST_HISTORY, "atest host history host1", "atest host jobs host1 -q 5")
              .alias("jobs")
              .items("hostname", "HOST", true, "-M", "--mlist")
              .also("limit", "-q", "--max-query"),
          Verb.of(HOST_EVENTS, "atest host events host1", "atest host events 'web*' --json")
              .items("hostname", "HOST", true, "-M", "--mlist"),
          Verb.of(
                  HOST_RESERVE,
                  "atest host reserve host1 --hours 8 --reason 'new driver'",
                  "atest host reserve host1 host2 --for-labels")
              .items("hostname", "HOST", true, "-M", "--mlist")
              .also("user", "-u"),
          Verb.of(HOST_RELEASE, "atest host release host1", "atest host release host1 --force")
              .items("hostname", "HOST", true, "-M", "--mlist"),
          Verb.of(
                  HOST_RESERVATIONS,
                  "atest host reservations",
                  "atest host reservations --user alice")
              .also("user", "-u"),
          Verb.of(
                  RESULTS_LIST,
                  "atest results list --host host1",
                  "atest results list --test dbench")
              .also("test", "-t")
              .also("host", "-m", "--machine")
              .also("status", "-s"),
          Verb.of(RESULTS_SHOW, "atest results show 301", "atest results show 301 --json")
              .alias("stat")
              .items("id", "ID", true),
          Verb.of(
                  RESULTS_LOG,
                  "atest results log 301 --path debug/sleeptest.DEBUG",
                  "atest results log 300 --path status.log")
              .items("id", "ID", false),
          Verb.of(
                  RESULTS_FILES,
                  "atest results files 17-alice/host1",
                  "atest results files hosts/host1")
              .items("path", "PATH", true),
          Verb.of(
                  RESULTS_FILE,
                  "atest results file 17-alice/host1/status.log",
                  "atest results file hosts/host1/3-verify/fitness.log")
              .items("path", "PATH", false),
          Verb.of(TEST_LIST, "atest test list", "atest test list --name sleep")
              .items("name", "NAME", true, "-T", "--tlist")
              .also("experimental", "-e")
              .step(ListSteps::namedTests),
          Verb.of(LABEL_LIST, "atest label list --all", "atest label list -m host1")
              .items("name", "NAME", true, "-B", "--blist")
              .also("host", "-m", "--machine")
              .also("atomic_group", "--atomicgroup")
              .preset("platform", true, "only platforms", "-t", "--platform-only")
              .own(ListSteps.ALL_LABELS, "", "platforms too", "-a", "--all")
              .own("valid", "", "means nothing: all labels are valid", "-d", "--valid-only")
              .step(ListSteps::plainLabels),
          Verb.of(LABEL_CREATE, "atest label create kvm big", "atest label create x86 -t")
              .items("name", "NAME", true, "-B", "--blist")
              .preset("platform", true, "it is a platform", "-t")
              .preset("only_if_needed", true, "its hosts are for jobs that ask for it", "-o"),
          Verb.of(
                  LABEL_MODIFY,
                  "atest label mod kvm --only-if-needed true",
                  "atest label modify kvm --new-name virt")
              .alias("mod")
              .items("name", "NAME", true, "-B", "--blist"),
          Verb.of(LABEL_DELETE, "atest label delete kvm", "atest label delete kvm big")
              .items("name", "NAME", true, "-B", "--blist"),
          onHosts(
              Verb.of(
                      LABEL_ADD,
                      "atest label add kvm -m host1,host2",
                      "atest label add kvm big -M hosts.txt")
                  .items("name", "NAME", true, "-B", "--blist")),
          onHosts(
              Verb.of(
                      LABEL_REMOVE,
                      "atest label remove kvm -m host1,host2",
                      "atest label remove kvm big -M hosts.txt")
                  .items("name", "NAME", true, "-B", "--blist")),
          Verb.of(ACL_LIST, "atest acl list", "atest acl list -u alice")
              .items("name", "NAME", true, "-A", "--alist")
              .also("user", "-u")
              .also("host", "-m", "--machine"),
          Verb.of(ACL_SHOW, "atest acl show kernel", "atest acl show kernel --json")
              .alias("stat")
              .items("name", "NAME", true, "-A", "--alist"),
          Verb.of(
                  ACL_CREATE,
                  "atest acl create kernel -d 'hosts of the kernel team'",
                  "atest acl create kernel drivers")
              .items("name", "NAME", true, "-A", "--alist")
              .also("description", "-d", "--desc"),
          Verb.of(
                  ACL_MODIFY,
                  "atest acl mod kernel -d 'hosts of the kernel team'",
                  "atest acl modify kernel --new-name linux")
              .alias("mod")
              .items("name", "NAME", true, "-A", "--alist")
              .also("description", "-d", "--desc"),
          Verb.of(ACL_DELETE, "atest acl delete kernel", "atest acl delete kernel drivers")
              .items("name", "NAME", true, "-A", "--alist"),
          members(
              Verb.of(
                  ACL_ADD,
                  "atest acl add kernel -u alice,bob -m host1",
                  "atest acl add kernel -M hosts.txt")),
          members(
              Verb.of(
                  ACL_REMOVE,
                  "atest acl remove kernel -u bob",
                  "atest acl remove kernel -m host1,host2")),
          Verb.of(ATOMIC_GROUP_LIST, "atest atomicgroup list", "atest atomicgroup list --json")
              .items("name", "NAME", true),
          Verb.of(
                  ATOMIC_GROUP_CREATE,
                  "atest atomicgroup create rack1 --add-labels rack1",
                  "atest atomicgroup create rack1 -n 3 -d 'one switch'")
              .items("name", "NAME", true)
              .also("max_number_of_machines", "-n", "--max-machines")
              .also("description", "-d"),
          Verb.of(
                  ATOMIC_GROUP_MODIFY,
                  "atest atomicgroup mod rack1 -n 4",
                  "atest atomicgroup modify rack1 --remove-labels old --add-labels new")
              .alias("mod")
              .items("name", "NAME", true)
              .also("max_number_of_machines", "-n", "--max-machines")
              .also("description", "-d"),
          Verb.of(
                  ATOMIC_GROUP_DELETE,
                  "atest atomicgroup delete rack1",
                  "atest atomicgroup delete rack1 rack2")
              .items("name", "NAME", true),
          Verb.of(DRONE_LIST, "atest drone list", "atest drone list --json")
              .items("name", "NAME", true),
          Verb.of(DRONE_SHOW, "atest drone stat lab1", "atest drone show lab1 --json")
              .alias("stat")
              .items("name", "NAME", true),
          Verb.of(DRONE_DRAIN, "atest drone drain lab1", "atest drone drain lab1 lab2")
              .items("name", "NAME", true),
          Verb.of(DRONE_UNDRAIN, "atest drone undrain lab1", "atest drone undrain lab1 lab2")
              .items("name", "NAME", true),
          Verb.of(DRONE_LOST, "atest drone lost lab1", "atest drone lost lab1 lab2")
              .items("name", "NAME", true),
          Verb.of(
                  DRONE_MODIFY,
                  "atest drone mod lab1 --add-users carol",
                  "atest drone modify lab1 --remove-users carol")
              .alias("mod")
              .items("name", "NAME", true),
          Verb.of(DRONE_DELETE, "atest drone delete lab1", "atest drone delete lab1 lab2")
              .items("name", "NAME", true),
          Verb.of(DRONE_SET_LIST, "atest droneset list", "atest droneset list --json")
              .items("name", "NAME", true),
          Verb.of(
                  DRONE_SET_CREATE,
                  "atest droneset create fast --add-drones lab1,lab2",
                  "atest droneset create all --add-drones lab1 --default")
              .items("name", "NAME", true),
          Verb.of(
                  DRONE_SET_MODIFY,
                  "atest droneset mod fast --add-drones lab3",
                  "atest droneset modify fast --remove-drones lab1")
              .alias("mod")
              .items("name", "NAME", true),
          Verb.of(DRONE_SET_DELETE, "atest droneset delete fast", "atest droneset delete a b")
              .items("name", "NAME", true),
          Verb.of(USER_LIST, "atest user list", "atest user list -a kernel --json")
              .items("name", "LOGIN", true, "-U", "--ulist")
              .also("acl", "-a")
              .also("access_level", "-l"),
          Verb.of(USER_SHOW, "atest user show alice", "atest user stat alice --json")
              .alias("stat")
              .items("login", "LOGIN", true, "-U", "--ulist"),
          Verb.of(
                  USER_MODIFY,
                  "atest user mod alice --reboot-before never --reboot-after always",
                  "atest user mod alice --email alice@example.com --drone-set fast")
              .alias("mod")
              .items("login", "LOGIN", true, "-U", "--ulist"),
          Verb.of(USER_DELETE, "atest user delete alice", "atest user delete alice bob")
              .items("login", "LOGIN", true, "-U", "--ulist"),
          Verb.of(SERVER_STATUS, "atest server status", "atest server status --json"),
          Verb.of(SERVER_ROUNDS, "atest server rounds", "atest server rounds --limit 5 --json"),
          Verb.of(AUTH_WHOAMI, "atest whoami", "atest whoami --json"),
          Login.VERB,
          Login.PASSWD,
          Verb.of(AUTH_TOKENS, "atest tokens", "atest tokens --json"),
          Verb.of(AUTH_REVOKE, "atest revoke 'browser 1a2b3c4d'", "atest revoke ci nightly")
              .items("name", "NAME", true),
          Verb.of(AUTH_LOGOUT, "atest logout", "atest logout --web http://lab:8080"));

  private Verbs() {}

  /// Users and hosts of access groups.
  private static Verb members(Verb verb) {
    return onHosts(
        verb.items("name", "NAME", true, "-A", "--alist")
            .also("users", "-u", "--user")
            .fileOf("users", "file that lists users", "-U", "--ulist")
            .step((arguments, _, _) -> ListSteps.requireMembers(verb.typed(), arguments)));
  }

  private static Verb onHosts(Verb verb) {
    return verb.also("hosts", "-m", "--machine")
        .fileOf("hosts", "file that lists hosts", "-M", "--mlist");
  }
}
