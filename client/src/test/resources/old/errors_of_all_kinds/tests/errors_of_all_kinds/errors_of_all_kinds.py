import sys, logging
from autotest.client import test, utils
from autotest.client.shared import error
from autotest.client.shared.error import TestFail, TestNAError, CmdError

class OwnError(TestFail):
    def __init__(self, what, more=None):
        TestFail.__init__(self, what, more)
        self.what = what
    def __str__(self):
        return "own: " + self.what

class errors_of_all_kinds(test.test):
    version = 1

    @error.context_aware
    def run_once(self, kind):
        error.context('preparing', logging.info)
        error.base_context('running')
        if kind == 'own':
            raise OwnError('mine')
        elif kind == 'ValueError':
            int('x')
        elif kind == 'CmdError':
            try:
                utils.run('echo words >&2; exit 4')
            except CmdError, e:
                if e.result_obj.exit_status != 4:
                    raise
                raise CmdError, ('one', e.result_obj, 'two')
        elif kind == 'string':
            try:
                raise 'old string'
            except:
                type, value = sys.exc_info()[:2]
                raise error.TestFail, 'it was a %s' % type.__name__
        elif kind == 'exit':
            sys.exit(3)
        else:
            raise getattr(error, kind), 'reason of %s' % kind
