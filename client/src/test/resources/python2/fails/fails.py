from autotest_lib.client.bin import test
from autotest_lib.client.common_lib import error

class fails(test.test):
    version = 1

    def execute(self):
        raise error.TestFail, "This is an intended failure"
