import os, re
from autotest.client import test, utils

class compiled(test.test):
    """
    A single C file, as hackbench is.
    """
    version = 1
    preserve_srcdir = True

    def initialize(self):
        self.job.require_gcc()
        self.results = None

    def setup(self):
        os.chdir(self.srcdir)
        if 'CC' in os.environ:
            cc = '$CC'
        else:
            cc = 'cc'
        utils.system('%s sum.c -o sum' % cc)

    def run_once(self, num=5):
        cmd = os.path.join(self.srcdir, 'sum %s' % num)
        self.results = utils.system_output(cmd, retain_output=True)
        path = os.path.join(self.resultsdir, 'raw_output_%s' % self.iteration)
        utils.open_write_close(path, self.results)

    def postprocess_iteration(self):
        pat = re.compile(r'sum: (\d+\.\d+)')
        for line in self.results.split('\n'):
            m = pat.match(line)
            if m:
                self.write_perf_keyval({'sum': m.group(1)})
