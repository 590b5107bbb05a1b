import os, sys
from autotest.client import test

class Old:
    def __init__(self, items): self.items = items
    def __iter__(self): return self
    def next(self):
        if not self.items: raise StopIteration
        return self.items.pop()
    def __nonzero__(self): return False

def swap(first, (second, third)):
    return third, second, first

class language(test.test):
	version = 1

        def run_once(self, flags):
            assert flags == 493 and 0777 == 511 and 10L <> 11
            d = dict(a=1, b=2)
            assert d.has_key('a') and d.keys()[0] in ('a', 'b')
            assert sorted(d.iteritems(), key=lambda (k, v): -v)[0] == ('b', 2)
            assert swap(1, (2, 3)) == (3, 2, 1) and not Old([1])
            assert list(Old([1, 2])) == [2, 1] and iter([5]).next() == 5
            exec "x = 3" in d
            assert d['x'] == 3 and `d['x']` == '3'
            l = [3, 1]; l.sort(cmp=lambda a, b: cmp(b, a)); assert l == [3, 1]
            try:
                os.open('/nowhere/at/all', os.O_RDONLY)
            except OSError, (number, text):
                print >>sys.stderr, number, text,
            try:
                raise KeyError, 'gone', sys.exc_info()[2]
            except (IndexError, KeyError), e:
                assert e.message == 'gone'
            print reduce(lambda a, b: a + b, map(None, [1, 2])), zip('ab', [1, 2])[1]
            print apply(max, (1, 2)), unicode('x'), long('7'), callable(len)
