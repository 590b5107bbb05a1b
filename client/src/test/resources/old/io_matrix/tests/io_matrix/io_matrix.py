import os, re, string
from autotest.client import test, utils

class io_matrix(test.test):
    """Measures a matrix."""
    version = 1

    def initialize(self):
        self.user_cflags = ""
        self.auto_mode = False

    def run_once(self, sizes, fs='ext2'):
        words = map(str, sizes)
        self.cmd = 'printf "%s\\n" ' + string.join(words, ' ')
        self.results = utils.system_output(self.cmd % '%s')
        path = os.path.join(self.resultsdir, 'raw_output_%d' % self.iteration)
        utils.open_write_close(path, self.results)

    def postprocess_iteration(self):
        keylist = {}
        for n, line in enumerate(self.results.splitlines()):
            if not line.strip():
                continue
            value = string.atoi(line) / 3
            keylist['%d-kb' % n] = value
        keylist['total'] = reduce(lambda a, b: a + b, keylist.values())
        self.write_perf_keyval(keylist)
