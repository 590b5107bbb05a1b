import os, resource, commands
from autotest_lib.client.bin import test
from autotest_lib.client.common_lib import error

class inherited(test.test):
    version = 1

    def show(self, made):
        import helper
        umask = os.umask(0)
        os.umask(umask)
        words = [os.environ['MAKEOPTS'], os.environ['PATH'].split(':')[0], str('LANG' in os.environ),
                 oct(umask), str(resource.getrlimit(resource.RLIMIT_NOFILE)[0]),
                 os.environ['http_proxy'], os.environ['ftp_proxy'], str(made.n)]
        self.write_test_keyval({'seen': ' '.join(words)})
        return 7

    def run_once(self, made, name=''):
        value = self.job.run_group(self.show, tag='group', made=made)
        status, output = commands.getstatusoutput('echo $MAKEOPTS; exit 3')
        raise error.TestWarn('%s %d %d %s' % (name, value, status >> 8, output))
