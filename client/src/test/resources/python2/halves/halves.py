from autotest.client import test, utils
from autotest.client.shared import error

class halves(test.test):
    """Takes no words that only Python 2 has, but means it."""
    version = 1

    def run_once(self):
        values = [5, 3, 1]
        values.sort(lambda a, b: cmp(a, b))
        median = values[len(values) / 2]
        names = {'b': 2, 'a': 1}.keys()
        names.sort()
        total = 0
        for i in range(len(values) / 2 + 1):
            total += values[i]
        lengths = map(len, names)
        if (median, names, total, len(lengths)) != (3, ['a', 'b'], 4, 2):
            raise error.TestFail('%s %s %s %s' % (median, names, total, lengths))
        self.write_perf_keyval({'first': filter(None, values)[0]})
