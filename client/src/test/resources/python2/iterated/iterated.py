from autotest_lib.client.bin import test

class iterated(test.test):
    version = 1

    def warmup(self):
        self.order = ['warmup']

    def run_once(self):
        self.order += [self.iteration]

    def postprocess_iteration(self):
        self.write_iteration_keyval({'kind': 'even' if self.iteration % 2 == 0 else 'odd'}, {'speed': self.iteration * 10L})

    def postprocess(self):
        print self.order
        assert self.order == ['warmup'] + range(1, len(self.order))
