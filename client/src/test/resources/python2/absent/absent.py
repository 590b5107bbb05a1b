from autotest.client import test, os_dep
from autotest.client.shared import error

class absent(test.test):
    version = 1

    def initialize(self):
        try:
            os_dep.commands('sh', 'a-command-of-nobody')
        except ValueError, e:
            raise error.TestNAError('needs more: %s' % e)

    def run_once(self):
        pass
