from autotest.client import test, utils

class command(test.test):
    version = 1

    def run_once(self, status):
        utils.system("echo failing >&2; exit %d" % status)
