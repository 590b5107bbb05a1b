from autotest.client import test

class throughput(test.test):
    version = 1
    hooked = 0

    def initialize(self, disabled=False):
        self.disabled = disabled
        self.register_before_iteration_hook(self.before)
        self.register_after_iteration_hook(lambda test: self.before(test))

    def before(self, test):
        test.hooked += 1

    def run_once(self, **dargs):
        self.speed = 3.5 + self.iteration

    def postprocess_iteration(self):
        self.write_perf_keyval({'throughput': self.speed, 'errors': 0})

    def cleanup(self):
        self.write_test_keyval({'hooked': self.hooked})
