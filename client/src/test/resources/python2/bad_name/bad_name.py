from autotest.client import test

class bad_name(test.test):
    version = 1

    def run_once(self):
        self.write_perf_keyval({'two words': 1})
