import os
from autotest.client import test, utils

class depends(test.test):
    version = 1

    def initialize(self):
        self.job.setup_dep(['thing'])
        ldflags = '-L ' + self.autodir + '/deps/thing/lib'
        var_ldflags = 'LDFLAGS="' + ldflags + '"'
        print var_ldflags

    def run_once(self):
        path = os.path.join(self.autodir, 'deps/thing/lib/made')
        assert utils.read_one_line(path) == 'of thing'
