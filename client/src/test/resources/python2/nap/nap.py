import time
from autotest_lib.client.bin import test

class nap(test.test):
    version = 1

    def run_once(self, seconds=1):
        print "sleeping for", seconds, "seconds"
        time.sleep(seconds)
