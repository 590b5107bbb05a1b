import os
from autotest.client import test, utils
from autotest.client.shared import error

class loop_fs(test.test):
    version = 1

    def run_once(self, dir):
        kind = utils.system_output("awk '$2 == \"%s\" {print $3}' /proc/mounts" % dir)
        if not kind.startswith('ext'):
            raise error.TestFail('%s is %s' % (dir, kind or 'not mounted'))
        utils.system('dd if=/dev/zero of=%s/file bs=1k count=64' % dir)
        self.write_iteration_keyval({'fstype': kind}, {'size_kb': os.path.getsize(dir + '/file') / 1024})
