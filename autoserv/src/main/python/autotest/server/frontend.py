"""`AFE` and `TKO` for control files that drive other jobs: submit them, wait, look at results.

They ask the lab's REST, as whoever the token belongs to. Records are those of REST, as attributes of
objects and with the few names that the original had otherwise; filters are equality, `field__in`,
`field__startswith`, `field__contains` and `field__icontains`.
"""

import time

from autotest.server.frontend_rest import FrontendError, Rest

_ALIASES = {"created_on": "created_at", "acls": "acl_groups", "started_on": "started_at"}

_FILTERS = {
    "": lambda value, wanted: wanted in value if isinstance(value, list) else value == wanted,
    "in": lambda value, wanted: value in wanted,
    "startswith": lambda value, wanted: str(value).startswith(wanted),
    "contains": lambda value, wanted: wanted in value,
    "icontains": lambda value, wanted: wanted.lower() in str(value).lower(),
}


def _fits(record, filters):
    for key, wanted in filters.items():
        field, _, how = key.partition("__")
        field = _ALIASES.get(field, field)
        if how not in _FILTERS or field not in record:
            raise FrontendError(
                "choosing by %s: there is %s; what is chosen by are %s"
                % (key, "no such filter" if field in record else "no such field", sorted(record))
            )
        if record[field] is None or not _FILTERS[how](record[field], wanted):
            return False
    return True


class RpcObject(object):
    """A record of the lab; its fields are attributes. What it does, the lab is asked for."""

    FIELDS_SHOWN = ("name",)

    def __init__(self, afe, record):
        self.afe = afe
        self.__dict__.update(record)
        for old, new in _ALIASES.items():
            if new in record:
                setattr(self, old, record[new])

    def __repr__(self):
        shown = " ".join(str(getattr(self, field, None)) for field in self.FIELDS_SHOWN)
        return "%s(%s)" % (type(self).__name__, shown)


class Host(RpcObject):
    """A host; `labels` and `acls` are names."""

    FIELDS_SHOWN = ("hostname", "status")

    def show(self):
        labels = ",".join(sorted(self.labels))
        print("%-30s %s %s %s" % (self.hostname, self.status, self.platform or "-", labels))

    def get_labels(self):
        return self.afe.get_labels(name__in=self.labels)

    def get_acls(self):
        return self.afe.get_acls(name__in=self.acls)

    def add_labels(self, labels):
        self._modify(add_labels=list(labels))

    def remove_labels(self, labels):
        self._modify(remove_labels=list(labels))

    def _modify(self, **change):
        self.afe.rest.call("PATCH", ["hosts", self.hostname], body=change)

    def add_acl(self, acl):
        self.afe.get_acls(name=acl)[0].add_hosts([self.hostname])

    def remove_acl(self, acl):
        self.afe.get_acls(name=acl)[0].remove_hosts([self.hostname])


class Label(RpcObject):
    """A label; `hosts` is a number."""

    def add_hosts(self, hosts):
        self.afe.rest.call("POST", ["labels", self.name, "add"], body={"hosts": list(hosts)})

    def remove_hosts(self, hosts):
        self.afe.rest.call("POST", ["labels", self.name, "remove"], body={"hosts": list(hosts)})


class Acl(RpcObject):
    """An access group."""

    def _change(self, what, **members):
        self.afe.rest.call("POST", ["acl_groups", self.name, what], body=members)

    def add_hosts(self, hosts):
        self._change("add", hosts=list(hosts))

    def remove_hosts(self, hosts):
        self._change("remove", hosts=list(hosts))

    def add_users(self, users):
        self._change("add", users=list(users))

    def remove_users(self, users):
        self._change("remove", users=list(users))


class Job(RpcObject):
    """A job; `results` has its tests once `AFE.poll_job_results` has looked at it."""

    FIELDS_SHOWN = ("id", "name")

    def abort(self):
        self.afe.rest.call("POST", ["jobs", self.id, "abort"], body={})

    def is_over(self):
        """Whether every entry of it has ended."""
        return self.afe.rest.call("GET", ["jobs", self.id])["state"] == "finished"


class JobStatus(RpcObject):
    """An entry of a job: `status`, and the `host` and `job` that it is of."""

    FIELDS_SHOWN = ("id", "status")

    def __init__(self, afe, record, job):
        RpcObject.__init__(self, afe, record)
        self.job = job
        self.hostname = record["host"]
        self.complete = record["finished_at"] is not None


class ControlFile(RpcObject):
    """What chosen tests make: `control_file`, `is_server`, `synch_count`, `dependencies`."""

    FIELDS_SHOWN = ("synch_count",)

    def __init__(self, afe, record):
        RpcObject.__init__(self, afe, record)
        self.is_server = record["control_type"] == "Server"


class TestStatus(RpcObject):
    """A test on a machine: `test_name`, `hostname`, `status`, `reason`, `complete`."""

    FIELDS_SHOWN = ("test_name", "hostname", "status")

    def __init__(self, afe, record):
        RpcObject.__init__(self, afe, record)
        self.test_name = record["test"]
        self.hostname = record["host"]
        self.incomplete = int(record["status"] in ("RUNNING", None))
        self.complete = 1 - self.incomplete
        self.pass_count = int(record["status"] == "GOOD")


class AFE(object):
    """The lab's jobs, hosts, labels and access groups.

    `server` and `token` as `frontend_rest.Rest` finds them; who asks is whose the token is, so that
    `user` is only compared with that.
    """

    def __init__(self, user=None, server=None, print_log=True, debug=False, token=None):
        self.rest = Rest(server, token)
        self.server = self.rest.web
        self.print_log = print_log
        self.debug = debug
        self.user = self.rest.call("GET", ["auth", "whoami"])["login"]
        if user is not None and user != self.user:
            raise FrontendError("asking as %s: the token is %s's" % (user, self.user))

    def log(self, message):
        if self.print_log:
            print(message)

    def _chosen(self, path, filters, query=None):
        return [item for item in self.rest.items(path, query) if _fits(item, filters)]

    def get_hosts(self, status=None, label=None, **filters):
        if status:
            filters["status"] = status
        query = {"labels": label} if label else None
        return [Host(self, record) for record in self._chosen(["hosts"], filters, query)]

    def get_hostnames(self, status=None, label=None, **filters):
        return [host.hostname for host in self.get_hosts(status, label, **filters)]

    def get_labels(self, **filters):
        return [Label(self, record) for record in self._chosen(["labels"], filters)]

    def get_acls(self, **filters):
        return [Acl(self, record) for record in self._chosen(["acl_groups"], filters)]

    def get_users(self, **filters):
        return [RpcObject(self, record) for record in self._chosen(["users"], filters)]

    def get_jobs(self, summary=False, **filters):
        """Jobs, newest first; `summary` means nothing: each has its `status_counts`."""
        if set(filters) == {"id"}:
            return [self._job(filters["id"])]
        return [Job(self, record) for record in self._chosen(["jobs"], filters)]

    def _job(self, number):
        return Job(self, self.rest.call("GET", ["jobs", number]))

    def get_host_queue_entries(self, job, **filters):
        """Entries of a job, which is one of `get_jobs`, or its number."""
        of = job if isinstance(job, Job) else self._job(job)
        entries = self._chosen(["jobs", of.id, "entries"], filters)
        return [JobStatus(self, record, of) for record in entries]

    def generate_control_file(self, tests, kernel=None, kernel_cmdline=None):
        wish = _tests(tests, kernel, kernel_cmdline)
        return ControlFile(self, self.rest.call("POST", ["jobs", "preview"], body=wish))

    def create_job(self, control_file, name="", priority="Medium", control_type="Client", **wishes):
        """Submits a job; `wishes` are arguments of `job.create`, such as `hosts`, `meta_hosts`."""
        wishes = dict(wishes, control_file=control_file, control_type=control_type)
        return self._submit(name or "job", priority, wishes)

    def create_job_by_test(self, tests, kernel=None, kernel_cmdline=None, **wishes):
        """Submits a job that runs tests of the catalogue."""
        chosen = _tests(tests, kernel, kernel_cmdline)
        name = wishes.pop("name", None) or " ".join(chosen["tests"])
        return self._submit(name, wishes.pop("priority", "Medium"), dict(wishes, **chosen))

    def _submit(self, name, priority, wishes):
        for old, new in (("atomic_group_name", "atomic_group"), ("is_template", "template")):
            if old in wishes:
                wishes[new] = wishes.pop(old)
        body = {key: value for key, value in wishes.items() if value is not None}
        body.update(name=name, priority=priority)
        job = self._job(self.rest.call("POST", ["jobs"], body=body)["id"])
        self.log("Created job %s (id %s)" % (job.name, job.id))
        return job

    def create_host(self, hostname, **wishes):
        self.rest.call("POST", ["hosts"], body=dict(wishes, hostname=hostname))
        return Host(self, self.rest.call("GET", ["hosts", hostname]))

    def create_label(self, name, **wishes):
        self.rest.call("POST", ["labels"], body=dict(wishes, name=name))
        return self.get_labels(name=name)[0]

    def create_acl(self, name, **wishes):
        self.rest.call("POST", ["acl_groups"], body=dict(wishes, name=name))
        return self.get_acls(name=name)[0]

    def host_statuses(self, live=None):
        """Names of statuses of hosts; with `live` those in which a host may take work, or not."""
        dead = ["Repair Failed", "Repairing"]
        at_work = ["Ready", "Verifying", "Pending", "Running", "Cleaning"]
        if live is None:
            return at_work + dead
        return at_work if live else dead

    def reverify_hosts(self, hostnames=(), status=None, label=None):
        """Has hosts verified, those named or those chosen, but for locked ones; their names."""
        chosen = list(hostnames) or self.get_hostnames(status, label, locked=False)
        for hostname in chosen:
            self.rest.call("POST", ["hosts", hostname, "reverify"], body={})
        return chosen

    def poll_job_results(self, tko, job, enough=1, debug=False):
        """How a job went: None while it runs, True, False, or "Abort" when more than one entry was.

        It went well when all machines but `enough` at most completed, and badly when more than one
        or at least half of them failed; machines that were given up before do not count.
        """
        job.results = tko.get_status_counts(job.id)
        entries = self.get_host_queue_entries(job)
        if not all(entry.complete for entry in entries):
            return None
        aborted = [entry for entry in entries if entry.status == "Aborted"]
        if len(aborted) > 1:
            return "Abort"
        counted = [e for e in entries if e.status != "Failed" or e.started_at is not None]
        failed = {test.hostname for test in job.results if not test.pass_count}
        bad = [e for e in counted if e.status != "Completed" or e.hostname in failed]
        if debug:
            self.log("%r: %d of %d machines went badly" % (job, len(bad), len(counted)))
        return bool(counted) and len(bad) <= enough and 2 * len(bad) < len(counted)

    def wait_for_jobs(self, jobs, poll_interval=10, timeout=None):
        """Waits until all are over, `timeout` seconds at most; whether they are."""
        end = None if timeout is None else time.monotonic() + timeout
        waiting = list(jobs)
        while waiting:
            waiting = [job for job in waiting if not job.is_over()]
            if waiting and end is not None and time.monotonic() >= end:
                return False
            if waiting:
                time.sleep(poll_interval)
        return True

    def run(self, call, **arguments):
        """Calls of the original by their names; those for which there is a method here."""
        method = {
            "get_hosts": self.get_hosts,
            "get_labels": self.get_labels,
            "get_acl_groups": self.get_acls,
            "get_users": self.get_users,
            "get_jobs": self.get_jobs,
            "get_jobs_summary": self.get_jobs,
            "generate_control_file": self.generate_control_file,
            "create_job": self.create_job,
            "add_host": self.create_host,
            "add_label": self.create_label,
            "add_acl_group": self.create_acl,
            "reverify_hosts": self.reverify_hosts,
        }.get(call)
        if method is None:
            raise FrontendError("%s is no call here: ask AFE.rest, see the lab's REST" % call)
        return method(**arguments)


class TKO(object):
    """Results of tests."""

    def __init__(self, user=None, server=None, print_log=True, debug=False, token=None):
        self.afe = AFE(user, server, print_log, debug, token)

    def get_status_counts(self, job, **filters):
        """Tests of a job, each on its machine; rows of the job itself are left out."""
        number = job.id if isinstance(job, Job) else job
        records = self.afe.rest.items(["jobs", number, "tests"])
        return [TestStatus(self.afe, record) for record in records if _fits(record, filters)]


def _tests(tests, kernel, kernel_cmdline):
    wish = {"tests": [tests] if isinstance(tests, str) else list(tests)}
    if kernel:
        wish["kernels"] = [kernel] if isinstance(kernel, str) else list(kernel)
    if kernel_cmdline:
        wish["kernel_cmdline"] = kernel_cmdline
    return wish
