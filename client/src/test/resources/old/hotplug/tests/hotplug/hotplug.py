import os, re, logging
from autotest_lib.client.bin import test, utils, os_dep
from autotest_lib.client.common_lib import error

class hotplug(test.test):
    version = 2

    def initialize(self):
        # Check if the kernel supports cpu hotplug
        utils.check_kernel_ver("2.6.13")
        if utils.running_config():
            utils.check_for_kernel_feature('SMP')
        try:
            os_dep.command('no_such_command_anywhere')
        except ValueError, e:
            logging.info('%s', e)
        else:
            raise error.TestError('it is there')

    def run_once(self, cpus=100000):
        if utils.count_cpus() < cpus:
            e_msg = 'Not enough CPUs: ' + str(cpus)
            raise error.TestNAError(e_msg)
        os.chdir(self.tmpdir)
        utils.write_one_line('online', '1')
        if utils.read_one_line('online') != '1':
            raise error.TestFail, 'not online'
        vendor = utils.get_os_vendor()
        arch = utils.get_current_kernel_arch()
        self.write_test_keyval({'vendor': vendor, 'arch': arch})
        total = int(re.search(r'MemTotal:\s+(\d+)', file('/proc/meminfo').read()).group(1))
        from autotest_lib.client.bin import utils_memory
        if utils_memory.memtotal() <> total:
            raise error.TestError('%d' % total)
        size = utils.freespace(self.tmpdir) / (1024 * 1024)
        logging.debug("%d MB free, %s", size, utils.get_cpu_family() if False else utils.get_cc())
