from autotest.client import test
from autotest.client.shared.test import Subtest, subtest_fatal
from autotest.client.shared import error

class parts(test.test):
    version = 1

    def run_once(self):
        class good(Subtest):
            def test(self, x):
                return x + 1
            def clean(self):
                print 'cleaned'
        class bad(good):
            def test(self):
                raise error.TestFail, 'bad part'
        assert good(1) == 2
        bad()
        assert Subtest.has_failed()
        print Subtest.get_text_result()
        self.job.record('GOOD', None, 'parts', 'recorded')
        self.runsubtest('nap', seconds=0, tag='inner')
