from autotest.client.test import test, Subtest, subtest_fatal, subtest_nocleanup
from autotest.client.shared import error

class subtests(test):
    version = 1

    def run_once(self):
        class adds(Subtest):
            def test(self, a, b):
                if a + b != 3:
                    raise error.TestFail('%d' % (a + b))
                return a + b
            def clean(self):
                pass

        class fatal(Subtest):
            @subtest_fatal
            @subtest_nocleanup
            def test(self):
                pass

        if adds(1, 2) != 3 or adds(2, b=2) is not None:
            raise error.TestError('values')
        fatal()
        words = [r[0] for r in Subtest.get_result()] if isinstance(Subtest.get_result()[0], tuple) else []
        print Subtest.get_text_result()
        if not Subtest.has_failed() or words != ['PASS', 'FAIL', 'PASS']:
            raise error.TestFail(`words`)
