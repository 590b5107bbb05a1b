import os
from autotest.client import test, utils

class integers(test.test):
    version = 1

    def run_once(self, chunk=1):
        chunks = 10 / 4
        seen = []
        for i in range(chunks):
            seen.append(i * 1024 / 3)
        for j in xrange(len(seen) / 2):
            os.write(1, 'chunk %d\n' % seen[j])
        assert seen == [0, 341], seen
        assert '-' * (len(seen) / 2) == '-'
        assert 7.0 / 2 == 3.5
