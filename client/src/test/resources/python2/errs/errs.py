from autotest_lib.client.bin import test, utils
from autotest_lib.client.common_lib import error

class errs(test.test):
    version = 1

    def setup(self):
        raise ValueError, ('a pair', 2)
