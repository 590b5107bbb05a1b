"""The helpers that tests use most: see `autotest.helpers`.

Every public name here is a global of each control file.
"""

from autotest.client.shared.utils import *
from autotest.client.shared.utils import nuke_pid, nuke_subprocess, pid_is_alive, signal_pid
