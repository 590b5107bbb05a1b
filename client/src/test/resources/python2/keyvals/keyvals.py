import os
from autotest.client import test, utils

class keyvals(test.test):
    version = 1

    def run_once(self):
        path = os.path.join(self.tmpdir, 'kv')
        utils.write_keyval(path, {'b': 2, 'a': u'x y'})
        utils.write_keyval(path, {'speed': 1.5}, type_tag='perf')
        assert file(path).read() == 'a=x y\nb=2\nspeed{perf}=1.5\n'
        utils.write_attr_keyval = None
        self.write_attr_keyval({'note': 'text'})
        self.write_perf_keyval({'speed': 2})
