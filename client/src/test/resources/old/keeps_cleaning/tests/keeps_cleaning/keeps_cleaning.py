import os, shutil
from autotest.client import test, utils
from autotest.client.shared import error

class keeps_cleaning(test.test):
    version = 1
    preserve_srcdir = True

    def run_once(self, fail=False):
        os.mkdir(os.path.join(self.outputdir, 'dirt'))
        if fail:
            raise error.TestFail('asked for')

    def cleanup(self):
        shutil.rmtree(os.path.join(self.outputdir, 'dirt'))
        self.write_test_keyval({'cleaned': True})
