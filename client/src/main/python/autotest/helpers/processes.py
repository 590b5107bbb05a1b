"""Processes that are not ours to wait for: whether they live, what they use, ending them."""

import logging
import os
import re
import signal
import time

from autotest.helpers import files
from autotest.helpers.process import pid_is_alive, signal_pid

_HERTZ = os.sysconf("SC_CLK_TCK")


def _pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _stat(pid):
    """The fields of /proc/PID/stat behind the name: state first; none for a process that is gone."""
    try:
        return files.read_file("/proc/%d/stat" % pid).rpartition(")")[2].split()
    except OSError:
        return []


def pid_exists(pid):
    """True when there is a process of this number, be it a zombie."""
    return os.path.isdir("/proc/%d" % int(pid))


def safe_kill(pid, signal):
    """Sends a signal; False instead of an exception when that cannot be."""
    try:
        os.kill(int(pid), signal)
    except (OSError, ValueError):
        return False
    return True


def get_process_name(pid):
    """The name of a process as the kernel has it, without a path."""
    return files.read_one_line("/proc/%d/comm" % int(pid))


def get_parent_pid(pid):
    """The number of the process that a process descends from."""
    return int(_stat(int(pid))[1])


def get_children_pids(ppid):
    """The direct children of a process."""
    return [pid for pid in _pids() if _stat(pid)[1:2] == [str(ppid)]]


def kill_process_tree(pid, sig=signal.SIGKILL):
    """Sends a signal to a process and all that descends from it; they are stopped first."""
    if not safe_kill(pid, signal.SIGSTOP):
        return
    for child in get_children_pids(pid):
        kill_process_tree(child, sig)
    safe_kill(pid, sig)
    safe_kill(pid, signal.SIGCONT)


def process_or_children_is_defunct(ppid):
    """True when a process or one of its children is a zombie."""
    if _stat(int(ppid))[:1] == ["Z"]:
        return True
    return any(_stat(pid)[:1] == ["Z"] for pid in get_children_pids(ppid))


def process_is_alive(name_pattern):
    """True when the name of some process matches the whole regular expression."""
    pattern = re.compile(name_pattern)
    for pid in _pids():
        try:
            found = pattern.fullmatch(get_process_name(pid))
        except OSError:
            continue
        if found and pid_is_alive(pid):
            return True
    return False


def _pid_path(program_name, pid_files_dir=None):
    directory = pid_files_dir or os.environ.get("AUTODIR") or os.getcwd()
    return os.path.join(directory, "%s.pid" % program_name)


def write_pid(program_name, pid_files_dir=None):
    """Writes the number of this process into `PROGRAM.pid`, in AUTODIR or the given directory."""
    files.write_one_line(_pid_path(program_name, pid_files_dir), os.getpid())


def delete_pid_file_if_exists(program_name, pid_files_dir=None):
    """Removes what `write_pid` wrote."""
    try:
        os.remove(_pid_path(program_name, pid_files_dir))
    except FileNotFoundError:
        pass


def get_pid_from_file(program_name, pid_files_dir=None):
    """The number in `PROGRAM.pid`; None without that file, or when it holds no number."""
    try:
        return int(files.read_one_line(_pid_path(program_name, pid_files_dir)))
    except (OSError, ValueError):
        return None


def program_is_alive(program_name, pid_files_dir=None):
    """True when the process that `PROGRAM.pid` names runs."""
    pid = get_pid_from_file(program_name, pid_files_dir)
    return pid is not None and pid_is_alive(pid)


def signal_program(program_name, sig=signal.SIGTERM, pid_files_dir=None):
    """Signals the process that `PROGRAM.pid` names, if there is one."""
    pid = get_pid_from_file(program_name, pid_files_dir)
    if pid:
        signal_pid(pid, sig)


def get_pid_cpu(pid):
    """Processors that the threads of a process ran on last, ascending."""
    found = set()
    for thread in os.listdir("/proc/%d/task" % int(pid)):
        stat = files.read_file("/proc/%d/task/%s/stat" % (int(pid), thread))
        found.add(int(stat.rpartition(")")[2].split()[36]))
    return sorted(found)


def get_cpu_percentage(function, *args, **dargs):
    """Calls a function; (its use of a processor in percent, children included; what it returned)."""
    before, started = os.times(), time.monotonic()
    value = function(*args, **dargs)
    after, elapsed = os.times(), time.monotonic() - started
    used = sum(after[:4]) - sum(before[:4])
    return 100 * used / max(elapsed, 1e-9), value


class FileFieldMonitor(object):
    """Watches numbers in files of the kernel, such as /proc/stat.

    `data_to_read` names them: {"label": (row, [column, …] or column)}, both from 0. With
    `mode_diff` the answer is the growth since `start`, else the average of both ends.
    """

    def __init__(
        self,
        status_file,
        data_to_read,
        mode_diff,
        continuously=False,
        contlogging=False,
        separator=" +",
        time_step=0.1,
    ):
        self._file = status_file
        self._wanted = data_to_read
        self._differs = mode_diff
        self._separator = re.compile(separator)
        self._start = None
        self._end = None

    def _read(self):
        rows = [self._separator.split(row) for row in files.read_file(self._file).splitlines()]
        values = {}
        for label, (row, columns) in self._wanted.items():
            for column in columns if isinstance(columns, (list, tuple)) else [columns]:
                values[(label, column)] = float(rows[row][column])
        return time.monotonic(), values

    def start(self):
        """Begins to watch."""
        self._start = self._read()
        self._end = None

    def stop(self):
        """Watches no more; `get_status` tells of the time until now."""
        self._end = self._read()

    def get_status(self):
        """({label: value, or a list of them}, seconds watched)."""
        begun, before = self._start
        ended, after = self._end or self._read()
        found = {}
        for label, (_, columns) in self._wanted.items():
            several = isinstance(columns, (list, tuple))
            values = [
                self._between(before[label, column], after[label, column])
                for column in (columns if several else [columns])
            ]
            found[label] = values if several else values[0]
        return found, ended - begun

    def _between(self, before, after):
        return after - before if self._differs else (before + after) / 2


class SystemLoad(object):
    """Use of processor and memory by the whole machine and some processes, between two moments.

    `pids` are numbers, or pairs of a number and a name.
    """

    def __init__(self, pids, advanced=False, time_step=0.1, cpu_cont=False, use_log=False):
        self._pids = dict(pid if isinstance(pid, tuple) else (pid, str(pid)) for pid in pids)
        self._before = None
        self._after = None

    def _look(self):
        cpu = [int(word) for word in files.read_one_line("/proc/stat").split()[1:9]]
        ticks, memory = {}, {}
        for pid in self._pids:
            stat = _stat(int(pid))
            if len(stat) > 21:
                ticks[pid] = int(stat[11]) + int(stat[12])
                memory[pid] = int(stat[21]) * os.sysconf("SC_PAGE_SIZE") // 1024
        return time.monotonic(), sum(cpu) - cpu[3] - cpu[4], ticks, memory

    def start(self, pids=()):
        """Begins to look."""
        self._before = self._look()
        self._after = None

    def stop(self, pids=()):
        """Looks no more."""
        self._after = self._look()

    def dump(self, pids=()):
        """{name: (percent of one processor, kB of memory)}; the machine is `all`."""
        before, after = self._before, self._after or self._look()
        elapsed = max(after[0] - before[0], 1e-9) * _HERTZ
        used = {"all": (100 * (after[1] - before[1]) / elapsed, None)}
        for pid, name in self._pids.items():
            if pid in before[2] and pid in after[2]:
                percent = 100 * (after[2][pid] - before[2][pid]) / elapsed
                used[name] = (percent, after[3][pid])
        return used

    def get_cpu_status_string(self):
        """The use of processors as one line of text."""
        return " ".join("%s: %.1f%%" % (name, use[0]) for name, use in self.dump().items())

    def get_mem_status_string(self):
        """The use of memory as one line of text."""
        return " ".join("%s: %d kB" % (n, u[1]) for n, u in self.dump().items() if u[1] is not None)


def log_line(filename, line):
    """Appends a line to a file, with the time."""
    with open(filename, "a") as target:
        target.write("%s:%s\n" % (time.strftime("%Y-%m-%d %H:%M:%S"), line))
    logging.debug("%s: %s", filename, line)


__all__ = [
    "FileFieldMonitor",
    "SystemLoad",
    "delete_pid_file_if_exists",
    "get_children_pids",
    "get_cpu_percentage",
    "get_parent_pid",
    "get_pid_cpu",
    "get_pid_from_file",
    "get_process_name",
    "kill_process_tree",
    "log_line",
    "pid_exists",
    "process_is_alive",
    "process_or_children_is_defunct",
    "program_is_alive",
    "safe_kill",
    "signal_program",
    "write_pid",
]
