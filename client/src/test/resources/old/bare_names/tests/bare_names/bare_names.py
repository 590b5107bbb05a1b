import test, os_dep
from autotest_utils import *

class bare_names(test.test):
	version = 1

	def setup(self):
		os.mkdir(self.srcdir + '/bin')
		open(self.srcdir + '/bin/tool', 'w').write('#!/bin/sh\necho tool $*\n')
		system('chmod 0755 ' + self.srcdir + '/bin/tool')

	def execute(self, count = 1):
		os_dep.command('sh')
		for i in range(count):
			out = system_output(self.srcdir + '/bin/tool %d' % i)
			print "iteration", i, ":", out
		write_keyval(self.resultsdir, {'count': count})
