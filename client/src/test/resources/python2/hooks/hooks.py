import os
from autotest.client import test, utils

def note(test):
    utils.open_write_close(os.path.join(test.resultsdir, 'hook.%d' % test.iteration), 'x')

class hooks(test.test):
    version = 1

    def initialize(self):
        self.register_before_iteration_hook(note)

    def run_once(self):
        assert os.path.exists(os.path.join(self.resultsdir, 'hook.%d' % self.iteration))
