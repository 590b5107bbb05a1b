from autotest_lib.client.bin import test, utils
class uses_thing(test.test):
    version = 1
    def setup(self):
        self.job.setup_dep(['thing'])
    def run_once(self):
        ld = utils.prepend_path(self.autodir + '/deps/thing/lib', '')
        self.write_test_keyval({'thing': open(self.autodir + '/deps/thing/lib/thing').read().strip()})
