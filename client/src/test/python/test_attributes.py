"""Attributes, methods and types that Python 3 has in another way, or not at all."""

import os
import tempfile
import textwrap
import unittest

from autotest.legacy import imports
from test_sources import run


def setUpModule():
    imports.install()


class Gone(unittest.TestCase):
    def printed(self, text, **scope):
        return run(textwrap.dedent(text), **scope)[0].splitlines()

    def test_functions_and_methods_tell_of_themselves(self):
        text = """
            def f(a, b=2): 'words'
            class C(object):
                func_name = 'own'
                def m(self): pass
            print f.func_name, f.func_code.co_argcount, f.func_defaults, f.func_doc, f.func_globals is globals(), C.m.func_doc
            print C.m.im_func.func_name, C().m.im_self is None, C().m.im_class.__name__, C().func_name
            try: C().func_code
            except AttributeError, e: print e
        """
        wanted = ["f 2 (2,) words True None", "m False C own", "'C' object has no attribute 'func_code'"]
        self.assertEqual(self.printed(text), wanted)

    def test_methods_that_are_gone_are_values_too(self):
        text = """
            import itertools
            d = {'a': 1}
            f = d.has_key
            print f('a'), filter(d.has_key, 'ab'), getattr(d, 'has_key')('b'), list(getattr(d, 'iteritems')())
            print list(itertools.imap(None, [1], [2])), map(d.iteritems().next().__getitem__, [0])
        """
        wanted = ["True a False [('a', 1)]", "[(1, 2)] ['a']"]
        self.assertEqual(self.printed(text), wanted)

    def test_a_class_that_makes_up_its_attributes_has_those_that_are_gone(self):
        text = """
            class Bunch(dict):
                def __getattr__(self, name): return self[name]
            class Lenient(dict):
                def __getattr__(self, name): return self.get(name)
            class Proxy(object):
                def __init__(self, inner): self.inner = inner
                def __getattr__(self, name): return getattr(self.inner, name)
            for kind in Bunch, Lenient, Proxy:
                made = kind({'x': 1})
                print made.has_key('x'), made.has_key('y'), list(made.iteritems()),
                for name in 'has_key', 'get':
                    print getattr(made, name)('x'),
        """
        wanted = "True False [('x', 1)] True 1 " * 3
        self.assertEqual(self.printed(text), [wanted])

    def test_a_thing_says_by_itself_what_it_is_as_text(self):
        text = """
            class Named(object):
                def __unicode__(self): return u'its name'
                def __str__(self): return unicode(self).encode('utf-8')
            print unicode(Named()), Named(), '%s' % Named(), unicode(5), unicode('a'), isinstance('a', unicode)
        """
        self.assertEqual(self.printed(text), ["its name its name its name 5 a True"])

    def test_what_stands_for_a_type_of_python2_is_of_that(self):
        text = """
            import types
            print type('\\xff') is str, type({}.keys()) == list, type({1: 2}.items()) is types.ListType, type('C', (), {}).__name__
        """
        self.assertEqual(self.printed(text), ["True True True C"])

    def test_matches_of_nothing_split_nothing(self):
        text = """
            import re
            print re.split(r'\\s*', 'a b  c'), re.split('(x*)', 'axbc'), re.split('b*', ''), re.split('A', 'bac', flags=re.I),
            print re.compile(r'\\s*,?\\s*').split('a, b ,c'), re.compile('(-)|(x)').split('a-bxc-d', 2), 'a,b'.split(',', 1)
        """
        wanted = (
            "['a', 'b', 'c'] ['a', 'x', 'bc'] [''] ['b', 'c'] "
            "['a', 'b', 'c'] ['a', '-', None, 'b', None, 'x', 'c-d'] ['a', 'b']"
        )
        self.assertEqual(self.printed(text), [wanted])

    def test_matches_of_nothing_behind_another_are_replaced_by_nothing(self):
        text = """
            import re
            print re.sub('x*', '-', 'abxd'), re.sub(r'\\d*', 'N', 'a1b'), re.subn('b*', 'X', 'abbc', 2), re.sub('', '-', 'ab'),
            print re.sub('(a)(b)?', r'\\1-', 'ab'), re.sub('a', lambda m: m.group().upper(), 'banana', 2), re.sub('A', 'b', 'aA', flags=re.I)
        """
        wanted = "-a-b-d- NaNbN ('XaXc', 2) -a-b- a- bAnAna bb"
        self.assertEqual(self.printed(text), [wanted])

    def test_things_of_all_kinds_are_compared(self):
        text = """
            print None > 0, None < -5, 'a' > 5, (1,) > [1], [] < {}, [1, None] < [1, 0], {1: 2} < {1: 3}, max('a', 5), min(None, 1)
            print cmp(None, 1), cmp('a', 1), cmp({'a': 1}, {'a': 2}), cmp([1, 'a'], [1, 2]), cmp([1], [1, 2]), cmp(1, 1.0)
            things = ['b', 3, None, (1, 'x'), (1, None)]
            things.sort()
            print things, sorted(things, reverse=True)[0], max(i for i in [1, 'z', None]), sorted([3, 'a'], key=str)
            class Own(dict):
                def __gt__(self, other): raise TypeError('of its own')
                def sort(self): return 'sorted'
            print Own().sort(),
            try: Own() > 1
            except TypeError, e: print e
        """
        wanted = [
            "False True True True False True True a None",
            "-1 1 -1 1 -1 0",
            "[None, 3, 'b', (1, None), (1, 'x')] (1, 'x') z [3, 'a']",
            "sorted of its own",
        ]
        self.assertEqual(self.printed(text), wanted)

    def test_a_seed_draws_what_it_drew_in_python2(self):
        text = """
            import random
            from random import randint, seed
            random.seed(5)
            print [random.randint(0, 1000) for i in range(5)], random.choice('abcdef'), random.randrange(0, 100, 7),
            l = range(10); random.shuffle(l); print l, random.sample(range(100), 5), random.sample(xrange(1000), 3),
            print random.Random(7).randint(1, 6), random.randrange(10, 0, -3),
            seed('abc'); print randint(0, 10**6), randint(0, 10**30) > 0
        """
        wanted = (
            "[623, 742, 795, 943, 740] f 0 [3, 9, 1, 7, 2, 0, 6, 5, 8, 4] "
            "[1, 21, 27, 91, 76] [159, 797, 138] 2 4 96393 True"
        )
        self.assertEqual(self.printed(text), [wanted])

    def test_objects_divide_as_they_say(self):
        text = """
            class Own(object):
                def __div__(self, other): return 'divided'
                def __rdiv__(self, other): return 'divides'
                def __idiv__(self, other): return 'in place'
            own = Own()
            print own / 2, 4 / own,
            own /= 3
            print own
        """
        self.assertEqual(self.printed(text), ["divided divides in place"])

    def test_numbers_that_are_rounded_stay_fractions(self):
        text = """
            import math
            from math import floor
            print math.floor(7.9) / 2, math.ceil(6.1) / 2, floor(3.5) / 2, math.sqrt(16) / 3 > 1.3
        """
        self.assertEqual(self.printed(text), ["3.5 3.5 1.5 True"])

    def test_parts_of_documents_and_headers(self):
        text = """
            import xml.etree.ElementTree as tree, urllib
            from HTMLParser import HTMLParser
            e = tree.fromstring('<a><b/></a>')
            print len(e.getchildren()), len(list(e.getiterator())), HTMLParser().unescape('&lt;'), len(urllib.unquote('%ff%00%01')),
            print urllib.urlopen(path).read()
            import httplib
            message = httplib.HTTPMessage()
            message['Kind'] = 'x'
            print message.getheader('kind'), message.getheader('other', 'none'), message.getheaders('kind')
        """
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "file")
            with open(path, "w", encoding="utf-8") as file:
                file.write("x")
            self.assertEqual(self.printed(text, path=path), ["1 2 < 3 x", "x none ['x']"])

    def test_objects_are_true_by_any_number(self):
        text = """
            class Result(object):
                def __init__(self, rc): self.rc = rc
                def __nonzero__(self): return self.rc
            print bool(Result(0)), bool(Result(5)), not Result(0) and 'ok'
        """
        self.assertEqual(self.printed(text), ["False True ok"])

    def test_objects_that_say_when_they_are_equal_are_keys(self):
        text = """
            class Device(object):
                def __init__(self, n): self.n = n
                def __eq__(self, other): return self.n == other.n
            class Named(object):
                def __hash__(self): return 7
            class Equal(Named):
                def __eq__(self, other): return True
            class Never(object):
                __hash__ = None
                def __eq__(self, other): return True
            print len(set([Device(1), Device(2)])), hash(Equal())
            try: hash(Never())
            except TypeError: print 'unhashable'
        """
        self.assertEqual(self.printed(text), ["2 7", "unhashable"])

    def test_types_of_objects_of_old_classes(self):
        text = """
            import types
            from types import *
            class Old: pass
            print type(Old()) is types.InstanceType, type('') is InstanceType, type(Old()) == InstanceType,
            print type([]) is not InstanceType, isinstance(Old(), InstanceType), isinstance(5, InstanceType),
            print type(Old.__init__) is UnboundMethodType or types.StringTypes[1] is unicode
        """
        self.assertEqual(self.printed(text), ["True False True True True False True"])

    def test_modules_are_loaded_by_their_files(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "two.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write("print 'two',\nv = 0777\n")
            for text in "import imp\nprint imp.load_source('two', path).v", (
                "import imp as i, sys\nprint(i.load_source('two', path).v, i.find_module('os')[1][-5:])"
            ):
                self.assertEqual(self.printed(text, path=path)[0][:7], "two 511")

    def test_what_only_takes_bytes_takes_text_where_a_source_may_be_either(self):
        text = """
            import base64, hashlib, os, zlib
            fd = os.open(path, os.O_RDWR | os.O_CREAT)
            os.write(fd, 'text')
            os.close(fd)
            with open(path, 'ab') as f: f.write('abc')
            with open(path, 'a') as f: f.write('ü'.encode('utf-8'))
            m = hashlib.md5()
            m.update('x')
            new = hashlib.new('md5', 'x'.encode('utf-8'))
            print(open(path).read(), m.hexdigest() == new.hexdigest(), type(new.digest()).__name__)
            print(base64.b64encode('x'), base64.b64encode('x'.encode('utf-8')), zlib.decompress(zlib.compress('y')))
        """
        with tempfile.TemporaryDirectory() as directory:
            printed = self.printed(text, path=os.path.join(directory, "file"))
        self.assertEqual(printed, ["textabcü True bytes", "eA== b'eA==' y"])

    def test_files_of_the_wrong_kind_are_good_enough_where_a_source_may_be_either(self):
        text = """
            import csv, pickle, struct
            with open(path, 'w') as f: pickle.dump({'a': 1}, f)
            with open(path) as f: print(pickle.load(f), len(pickle.dumps(1, protocol=2)))
            with open(path, 'wb') as f: csv.writer(f).writerow(['a', 'b'])
            with open(path, 'rb') as f: print(list(csv.reader(f)))
            with open(path, 'w', newline='') as f: csv.DictWriter(f, ['ü']).writerow({'ü': 'ü'})
            with open(path) as f: print(list(csv.reader(f)))
            print(len(struct.pack('I', 1) + 'a'), 'a' + struct.pack('2s', 'bc'), struct.unpack('B', struct.pack('B', 200)))
        """
        with tempfile.TemporaryDirectory() as directory:
            printed = self.printed(text, path=os.path.join(directory, "file"))
        wanted = ["{'a': 1} 5", "[['a', 'b']]", "[['ü']]", "5 b'abc' (200,)"]
        self.assertEqual(printed, wanted)


if __name__ == "__main__":
    unittest.main()
