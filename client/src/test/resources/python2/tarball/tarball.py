import os, shutil
from autotest.client import test, utils

class tarball(test.test):
    version = 2

    def initialize(self):
        self.job.require_gcc()

    # As dbench: an archive beside the test, a patch, configure, make.
    def setup(self, tarball='tool-1.0.tar.bz2'):
        tarball = utils.unmap_url(self.bindir, tarball, self.tmpdir)
        utils.extract_tarball_to_dir(tarball, self.srcdir)
        os.chdir(self.srcdir)
        p1 = '../tool.patch'
        utils.system('patch -p1 < %s' % p1)
        utils.configure('--quiet')
        utils.make()

    def run_once(self, words=''):
        out = utils.run(self.srcdir + '/tool ' + words, stdout_tee=utils.TEE_TO_LOGS).stdout
        if out != 'patched: one two\n':
            raise ValueError("got %r" % out)
