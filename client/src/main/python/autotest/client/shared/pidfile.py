"""A file that names the process at work, its exit status, and how many tests failed."""

import fcntl
import os


class PidFileManager(object):
    """Writes `.<label>_execute` in a directory: the pid now, two more lines at the end."""

    def __init__(self, label, results_dir):
        self.path = os.path.join(results_dir, ".%s_execute" % label)
        self.pid_file = None
        self.num_tests_failed = 0

    def open_file(self):
        """Writes the pid and locks the file."""
        self.pid_file = open(self.path, "w")
        fcntl.flock(self.pid_file, fcntl.LOCK_EX)
        self.pid_file.write("%s\n" % os.getpid())
        self.pid_file.flush()

    def close_file(self, exit_code, signal_code=0):
        """Writes exit status and failed tests, and closes the file."""
        if self.pid_file is None:
            raise RuntimeError("closing pidfile %s: it is not open" % self.path)
        self.pid_file.write("%s\n%s\n" % ((exit_code << 8) | signal_code, self.num_tests_failed))
        self.pid_file.close()
        self.pid_file = None
