import os
from autotest.client import test, utils

class whole(test.test):
    version = 1

    def execute(self, dir=None, count=1, args=''):
        if not dir:
            dir = self.tmpdir
        os.chdir(dir)
        for i in xrange(count):
            print >> open('out', 'a'), i, args
        assert file('out').read().split() == ['0', '1', '2']
        self.write_test_keyval({'count': count, 'where': os.getcwdu()})

    def cleanup(self):
        os.remove('out')
