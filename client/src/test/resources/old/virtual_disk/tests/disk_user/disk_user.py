import os
from autotest.client import test, utils

class disk_user(test.test):
    version = 1

    def run_once(self, dir):
        os.chdir(dir)
        utils.system('cp /bin/ls . && ./ls -l')
        self.write_perf_keyval({'free_mb': utils.freespace(dir) / 1024 ** 2})
