import os
from autotest_lib.client.bin import utils
version = 1
def setup(topdir):
    os.chdir(topdir)
    utils.system('mkdir -p lib && echo built > lib/thing')
utils.update_version(os.getcwd() + '/src', True, version, setup, os.getcwd())
