"""The client on a machine: `Autotest(host).run_test("sleeptest", seconds=1)`."""

import logging
import os
import threading

from autotest.client.shared import error

AutotestRunError = error.AutotestRunError
AutotestTimeoutError = error.AutotestTimeoutError


class BaseAutotest(object):
    """The client on one machine, which is installed when it is first needed."""

    def __init__(self, host=None):
        self.host = host
        self.got = False
        self.installed = False
        self.serverdir = os.path.dirname(os.path.abspath(__file__))

    def get(self, location=None):
        """The client is the one of this installation. UnsupportedError for another."""
        if location:
            raise error.AutoservUnsupportedError(
                "installing a client from %s: it is always that of the server" % location
            )
        self.got = True

    def install(self, host=None, autodir=None):
        """Installs or updates it."""
        self._host(host).install_client()
        self.installed = True

    install_full_client = install_no_autoserv = install

    def uninstall(self, host=None):
        """Nothing: old versions are removed by themselves."""
        self.installed = False

    def get_installed_autodir(self, host=None):
        """Where it is on the machine; AutoservError when it is not."""
        return self._host(host).get_autodir()

    get_install_dir = get_installed_autodir

    def run(
        self,
        control_file,
        results_dir=".",
        host=None,
        timeout=None,
        tag=None,
        parallel_flag=False,
        background=False,
        client_disconnect_timeout=None,
    ):
        """Runs a client control file: a path, an open file, or the text itself.

        Results come into the directory of the machine, whatever `results_dir`, `tag` and
        `parallel_flag` say. With `background` a thread waits for its end; what goes wrong then
        stands in the log. The machine may be away for `client_disconnect_timeout` seconds; for what
        the lab says with None, or with less than 0.
        """
        host = self._host(host)
        text = _text(control_file)
        if client_disconnect_timeout is not None:
            client_disconnect_timeout = float(client_disconnect_timeout)
        if background:
            words = (host, text, timeout, client_disconnect_timeout)
            work = threading.Thread(target=_logged, args=words, daemon=True)
            work.start()
            return
        host.run_client_control(text, timeout, client_disconnect_timeout)

    def run_timed_test(self, test_name, results_dir=".", host=None, timeout=None, *args, **dargs):
        """Runs one test; AutotestTimeoutError when it takes longer than `timeout` seconds."""
        words = [repr(test_name)] + [repr(arg) for arg in args]
        words += ["%s=%r" % item for item in sorted(dargs.items())]
        text = "job.run_test(%s)\n" % ", ".join(words)
        self.run(text, results_dir, host, timeout)

    def run_test(self, test_name, results_dir=".", host=None, *args, **dargs):
        """Runs one test."""
        self.run_timed_test(test_name, results_dir, host, None, *args, **dargs)

    def _host(self, host):
        found = host or self.host
        if found is None:
            raise error.AutotestRunError("no host is given")
        return found


Autotest = SiteAutotest = BaseAutotest


def _text(control_file):
    if hasattr(control_file, "read"):
        return control_file.read()
    is_path = "\n" not in control_file and len(control_file) < 4096
    if is_path and os.path.isfile(os.path.abspath(control_file)):
        with open(control_file, encoding="utf-8", errors="replace") as source:
            return source.read()
    return control_file


def _logged(host, *words):
    try:
        host.run_client_control(*words)
    except (error.AutoservError, error.AutotestError):
        logging.exception("a client control file in the background")
