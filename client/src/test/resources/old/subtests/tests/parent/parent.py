from autotest.client import test

class parent(test.test):
    version = 1

    def run_once(self):
        self.job.run_test('sleeptest', seconds=0, master_testpath='parent.p')
