from autotest.client import test

class broken_test(test.test):
    version = 1

    def run_once(self):
        print 'one'
        if True
            print 'two'
