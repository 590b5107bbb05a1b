from autotest.client import test
from autotest.client.shared import error
import cases
from cases import One

class neighbour_classes(test.test):
    version = 1

    def run_once(self, case):
        kinds = {'one': cases.One, 'two': cases.Two}
        one = kinds[case](self)
        if not one:
            raise error.TestNAError('%s is empty' % case)
        try:
            print one.run()
        except NotImplementedError, e:
            raise error.TestError(str(e))
