import common
from autotest_lib.client.bin import test
import neighbours_lib
from neighbours_pkg import inner

class neighbours(test.test):
    version = 1

    def run_once(self):
        assert neighbours_lib.twice(2) == 4 and inner.WORD == 'inner'
