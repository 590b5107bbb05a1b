"""Runs control files, and tells autoserv what they ended by."""

import atexit
import logging
import os
import sys
import threading
import time

import autotest
from autotest import wire
from autotest.client.shared import barrier, error
from autotest.legacy import imports, source
from autotest.server import (
    autotest_remote,
    deb_kernel,
    git_kernel,
    hosts,
    job,
    rpm_kernel,
    source_kernel,
    standalone_profiler,
    subcommand,
    utils,
)

# How long threads may go on when the control file is over, in seconds.
_PATIENCE = 10

_MODULES = (
    autotest_remote, deb_kernel, error, git_kernel, hosts, logging, os, rpm_kernel, source_kernel,
    standalone_profiler, sys, utils,
)


def run(bridge, path):
    """Runs the control file of the job; 0, or 1 when it ended by an exception."""
    # Old sources say `autotest.Autotest(host)`, having imported the module of that name.
    autotest.Autotest = autotest_remote.Autotest
    the_job = job.ServerJob(bridge, path)
    subcommand.JOB.append(the_job)
    try:
        execute(the_job, path)
    except SystemExit as leaving:
        if leaving.code in (None, 0):
            return 0
        return _told(bridge, the_job, error.JobError("sys.exit(%r)" % (leaving.code,)))
    except BaseException as raised:
        return _told(bridge, the_job, raised)
    return 0


def end(status):
    """Ends this process, if need be by force, when threads of the control file go on."""
    deadline = time.monotonic() + _PATIENCE
    left = _threads()
    if left:
        words = ", ".join(thread.name for thread in left)
        logging.warning("the control file is over, and %d s are left for its threads: %s", _PATIENCE, words)
    for thread in left:
        thread.join(max(0, deadline - time.monotonic()))
    if _threads():
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _threads():
    """Those that the interpreter would wait for at its end."""
    return [t for t in threading.enumerate() if t is not threading.current_thread() and not t.daemon]


def _told(bridge, the_job, raised):
    logging.error("%s", wire.exception_to_wire(raised)["traceback"].rstrip())
    bridge.call("control.failed", *account(the_job, raised))
    return 1


def execute(the_job, path):
    """Runs a control file with names of its own."""
    imports.DIRECTORIES.add(os.path.dirname(os.path.abspath(path)))
    source.compile_file(path).run(control_globals(the_job, path))


def control_globals(the_job, path):
    """What a control file finds in its globals."""
    scope = {module.__name__.rpartition(".")[2]: module for module in _MODULES}
    for module in (error,):
        scope.update({name: getattr(module, name) for name in module.__all__})
    scope.update(
        job=the_job,
        machines=the_job.machines,
        args=the_job.args,
        autotest=autotest_remote,
        barrier=barrier,
        parallel=subcommand.parallel,
        parallel_simple=subcommand.parallel_simple,
        subcommand=subcommand.subcommand,
        run=utils.run,
        get_tmp_dir=utils.get_tmp_dir,
        sh_escape=utils.sh_escape,
        parse_machine=utils.parse_machine,
        ssh_user="",
        ssh_port=0,
        ssh_pass="",
        __name__="control",
        __file__=path,
    )
    return scope


def account(the_job, raised):
    """An exception as autoserv takes it: itself, its line in the control file, what it is made of."""
    words = []
    cause = raised
    while cause is not None and len(words) < 10:
        words.append(str(cause))
        cause = cause.__cause__ or cause.__context__ if isinstance(cause, error.JobError) else None
    return wire.exception_to_wire(raised), _line(raised, the_job.control), words


def _line(raised, path):
    """The last line of the control file that the exception came through; 0 for none."""
    if isinstance(raised, SyntaxError) and raised.filename == path:
        return raised.lineno or 0
    line = 0
    trace = raised.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
