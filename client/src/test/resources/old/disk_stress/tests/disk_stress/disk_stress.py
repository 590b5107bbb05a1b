import os, re
from autotest_lib.client.bin import test, utils
from autotest_lib.client.common_lib import error

class disk_stress(test.test):
    version = 3

    def initialize(self):
        self.job.require_gcc()
        self.results = []

    # http://www.example.org/disk_stress-0.2.tar.gz
    def setup(self, tarball = 'disk_stress-0.2.tar.gz'):
        tarball = utils.unmap_url(self.bindir, tarball, self.tmpdir)
        utils.extract_tarball_to_dir(tarball, self.srcdir)
        os.chdir(self.srcdir)
        utils.system('patch -p1 < %s/limits.patch' % self.bindir)
        utils.make('CFLAGS="-O2 -Wall"')

    def run_once(self, dir=None, files=1, args=''):
        if not dir:
            dir = self.tmpdir
        os.chdir(dir)
        cmd = self.srcdir + '/disk_stress %d %s' % (files, args)
        self.results.append(utils.system_output(cmd, retain_output=True))

    def postprocess(self):
        rate = re.compile(r'rate: ([\d.]+) MB/s \(limit (\d+)\)')
        for line in '\n'.join(self.results).split('\n'):
            found = rate.search(line)
            if found <> None:
                self.write_perf_keyval({'rate': float(found.group(1)), 'limit' : found.group(2)})
                return
        raise error.TestError, 'no rate in ' + `self.results`
