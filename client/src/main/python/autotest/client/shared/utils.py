"""The helpers that tests use most, gathered under the name authors know."""

from autotest.helpers.assorted import *
from autotest.helpers.building import *
from autotest.helpers.commands import *
from autotest.helpers.downloads import *
from autotest.helpers.facts import *
from autotest.helpers.files import *
from autotest.helpers.machine import *
from autotest.helpers.process import (
    nuke_pid,
    nuke_subprocess,
    pid_is_alive,
    signal_pid,
)
from autotest.helpers.processes import *
from autotest.helpers.text import *
from autotest.helpers.waiting import *
