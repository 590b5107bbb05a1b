#!/usr/bin/python

import os

try:
    import autotest.common as common
except ImportError:
    import common

from autotest_lib.client.bin import utils

version = 1

def setup(topdir):
    srcdir = os.path.join(topdir, 'lib')
    if not os.path.exists(srcdir):
        os.mkdir(srcdir)
    os.chdir(srcdir)
    utils.write_one_line('made', 'of thing')
    print 'built', srcdir
    os.chdir(topdir)

pwd = os.getcwd()
utils.update_version(pwd+'/src', True, version, setup, pwd)
