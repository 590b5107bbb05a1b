import os, time, re
from autotest.client import test, utils, os_dep
from autotest.client.shared import error

class own_execute(test.test):
    version = 1

    def initialize(self):
        self.job.require_gcc()

    def setup(self):
        src = os.path.join(self.srcdir, 'hello.c')
        utils.open_write_close(src, '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n')
        os.chdir(self.srcdir)
        utils.system(utils.get_cc() + ' -o hello hello.c')

    def execute(self, iterations=1, seconds=1):
        profilers = self.job.profilers
        lines = []
        for i in range(1, iterations + 1):
            start = time.time()
            lines.append(utils.system_output(self.srcdir + '/hello'))
            time.sleep(seconds)
            took = time.time() - start
            f = open(os.path.join(self.resultsdir, 'times'), 'a')
            print >> f, i, '%.3f' % took
            f.close()
        if profilers.only() or profilers.present():
            raise error.TestError('there are profilers')
        self.write_perf_keyval({'lines': len(lines)})
