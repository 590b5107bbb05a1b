"""Sources written for Python 2 do under Python 3 what they did."""

import io
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest
from contextlib import redirect_stderr, redirect_stdout

from autotest.legacy import imports, lexer, source, statements


def run(text, **scope):
    """Runs a text as a source; gives what it printed, and its globals."""
    out = io.StringIO()
    text = textwrap.dedent(text)
    scope = dict(scope)
    with redirect_stdout(out):
        source.compile_text(text, "sample").run(scope)
    return out.getvalue(), scope


class Statements(unittest.TestCase):
    def test_print_in_all_its_forms(self):
        printed, _ = run(
            """
            print
            print 'a', 1
            print ('a', 1), 2
            print ('t', 1)
            print ("one")
            print 'left open',
            print 'closed'
            if 1: print 'in line'; print 'after semicolon' # print 'comment'
            print 'over', \\
                'lines', (1,
                2)
            """
        )
        self.assertEqual(
            printed,
            "\na 1\n('a', 1) 2\n('t', 1)\none\nleft open closed\nin line\nafter semicolon\n"
            "over lines (1, 2)\n",
        )

    def test_print_to_a_stream(self):
        stream = io.StringIO()
        run("print >> s, 'to', 'it'\nprint >>s\nprint >>s, 'x',\n", s=stream)
        self.assertEqual(stream.getvalue(), "to it\n\nx ")

    def test_print_as_a_function_when_the_source_asks_for_it(self):
        printed, _ = run(
            "from __future__ import print_function\n"
            "print('a', 'b', sep='-')\nx = 0777\n"
        )
        self.assertEqual(printed, "a-b\n")

    def test_except_and_raise(self):
        printed, _ = run(
            """
            try:
                raise ValueError, 'text'
            except (KeyError, ValueError), e:
                print e, e.message
            try: raise KeyError, ('a', 'b')
            except KeyError, e: print e.args
            try:
                raise ValueError, ValueError('made before')
            except ValueError, e:
                print e
            """
        )
        self.assertEqual(printed, "text text\n('a', 'b')\nmade before\n")

    def test_exec_backquotes_and_literals(self):
        printed, scope = run(
            """
            exec "x = 1"
            exec "y = x + 1" in globals()
            exec("z = 3")
            print `x + 1`, 0777, 10L, 0xFFL, 1 <> 2, ur'\\d', 0, 00, 1.5e3, 0.5
            """
        )
        self.assertEqual((scope["x"], scope["y"], scope["z"]), (1, 2, 3))
        self.assertEqual(printed, "2 511 10 255 True \\d 0 0 1500.0 0.5\n")

    def test_tabs_count_eight_blanks(self):
        printed, _ = run("if 1:\n\tif 1:\n                print 'deep'\n        print 'less'\n")
        self.assertEqual(printed, "deep\nless\n")

    def test_strings_and_names_that_only_look_like_statements(self):
        printed, _ = run(
            """
            s = "print 'x'; except X, e:"
            t = '''
            print 1
            '''
            printer = exec_it = raised = s
            print printer[:5], len(t.split()), {'print': 1}['print']
            """
        )
        self.assertEqual(printed, "print 2 1\n")

    def test_lambda_and_slices_in_headers(self):
        printed, _ = run(
            """
            for f in [lambda: 1, lambda x=2: x]: print f(),
            while [1, 2][0:1] and 1: print 'w'; break
            """
        )
        self.assertEqual(printed, "1 2 w\n")

    def test_tuples_without_brackets_within_a_list(self):
        printed, _ = run(
            """
            print [i for i in 1, 2], [a + b for a, b in (1, 2), (3, 4) if a > 1]
            print [(i, j) for i in 1, 2 for j in [k for k in 3, 4,]], [i for i in (1, 2)]
            print [x
                   for x in 'a',  # one
                            'b'], [x for x in f(1, 2)]
            """,
            f=lambda *args: args,
        )
        self.assertEqual(
            printed,
            "[1, 2] [7]\n[(1, 3), (1, 4), (2, 3), (2, 4)] [1, 2]\n['a', 'b'] [1, 2]\n",
        )

    def test_tuples_within_tuples_as_parameters(self):
        printed, _ = run(
            """
            class C:
                def f(self, (a, (b_, (_c, d))), (e, f)=(8, 9), g=(1, (2, 3))):
                    print a, b_, _c, d, e, f, g
            C().f((1, (2, (3, 4))))
            print (lambda (k, (v, w)), x: (k, v, w, x))((1, (2, 3)), 4), (lambda (a, (b)): a + b)((1, 2))
            try:
                raise ValueError, (1, (2, 3))
            except ValueError, (a, (b, c)):
                print a, b, c
            """
        )
        self.assertEqual(printed, "1 2 3 4 8 9 (1, (2, 3))\n(1, 2, 3, 4) 3\n1 2 3\n")

    def test_an_interpreter_without_lib2to3_takes_the_same(self):
        kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith("lib2to3")}
        sys.modules["lib2to3"] = None
        try:
            self.test_tuples_without_brackets_within_a_list()
            self.test_tuples_within_tuples_as_parameters()
            printed, _ = run(
                """
                def numbers():
                    try:
                        yield 1
                    except ValueError, e:
                        print 'thrown', e
                        yield 2
                made = numbers()
                print made.next()
                print made.throw(ValueError, 'late'), 1 <> 2
                try:
                    made.throw(KeyError, KeyError('x'), None)
                except KeyError, e:
                    print repr(e)
                """
            )
            self.assertEqual(printed, "1\nthrown late\n2 True\nKeyError('x')\n")
        finally:
            del sys.modules["lib2to3"]
            sys.modules.update(kept)

    def test_parameters_in_brackets_whatever_their_names(self):
        printed, _ = run(
            """
            def one((a), (b_0_c, (d_0, e)), ((f)), (g,)):
                return a, b_0_c, d_0, e, f, g
            print one(1, (2, (3, 4)), 5, (6,))
            print (lambda (x_0, x_1): x_0 - x_1)((5, 3)), (lambda (x): x * 2)(4)
            """
        )
        self.assertEqual(printed, "(1, 2, 3, 4, 5, 6)\n2 8\n")

    def test_no_line_moves(self):
        text = "x = 1\nprint 'a', \\\n  'b'\n\ntry:\n  pass\nexcept E, e: print e\n"
        self.assertEqual(statements.convert(text).count("\n"), text.count("\n"))

    def test_tokens_joined_are_the_source(self):
        for name in ("test_sources.py", "test_commands.py"):
            with open(os.path.join(os.path.dirname(__file__), name)) as file:
                text = file.read()
            self.assertEqual("".join(token.text for token in lexer.tokens(text)), text)


class Meaning(unittest.TestCase):
    def test_whole_numbers_divide_down_only_in_python2(self):
        self.assertEqual(run("x = 7\nx /= 2\nprint 7 / 2, 7.0 / 2, x\n")[0], "3 3.5 3\n")
        self.assertEqual(run("print(7 / 2)\n")[0], "3.5\n")
        future = "from __future__ import division\nprint 7 / 2\n"
        self.assertEqual(run(future)[0], "3.5\n")

    def test_lists_where_python3_has_views(self):
        printed, _ = run(
            "d = {'a': 1}\nk = d.keys(); k.append('b'); print k, map(str, [1]), range(2), "
            "zip([1], [2]), d.items()[0]\n"
        )
        self.assertEqual(printed, "['a', 'b'] ['1'] [0, 1] [(1, 2)] ('a', 1)\n")

    def test_dictionaries_and_builtins_also_in_sources_that_python3_takes(self):
        printed, _ = run(
            "d = {'a': 1}\nprint(d.has_key('a'), list(d.iteritems()), list(d.itervalues()))\n"
            "print(unicode('x'), long(1), cmp(1, 2), reduce(lambda a, b: a + b, xrange(4)))\n"
            "import string, sys\nprint(string.join(['a', 'b'], '+'), string.letters[:2], "
            "sys.maxint > 0)\n"
        )
        self.assertEqual(printed, "True [('a', 1)] [1]\nx 1 -1 6\na+b ab True\n")

    def test_an_object_of_the_author_keeps_its_own_methods(self):
        printed, _ = run(
            "class Odd(object):\n"
            "    message = 'mine'\n"
            "    def has_key(self, k): return 'own'\n"
            "    def iteritems(self): return 'own items'\n"
            "print(Odd().has_key(1), Odd().iteritems(), Odd().message)\n"
        )
        self.assertEqual(printed, "own own items mine\n")

    def test_text_is_written_as_the_bytes_it_was(self):
        read, write = os.pipe()
        run("print '',\nimport os\nos.write(fd, 'raw \\xe2\\x82\\xac \\xff')\n", fd=write)
        os.close(write)
        with open(read, "rb") as pipe:
            self.assertEqual(pipe.read(), b"raw \xe2\x82\xac \xff")


class Faults(unittest.TestCase):
    def test_a_syntax_error_names_the_line_of_the_file(self):
        with self.assertRaises(SyntaxError) as caught:
            run("print 'x'\ny = (1,\nclass\n")
        self.assertEqual(caught.exception.filename, "sample")
        self.assertIn(caught.exception.lineno, (2, 3))

    def test_what_is_beyond_both_converters_is_a_syntax_error(self):
        with self.assertRaises(SyntaxError):
            run("print 'x'\ndef f(:\n  pass\n")

    def test_encodings(self):
        self.assertEqual(source.decode(b"# -*- coding: latin-1 -*-\nx = '\xe9'\n")[-3], "\xe9")
        self.assertEqual(source.decode("x = '\u20ac'".encode()), "x = '\u20ac'")
        self.assertEqual(source.decode(b"x = '\xff'"), "x = '\xff'")


class Escapes(unittest.TestCase):
    def test_in_plain_texts_of_python2_they_mean_nothing(self):
        printed, _ = run(
            r"""
            print 'PS1=\u@\h', 'C:\Users', '\N', "\u0041", '\\u', len(u'\u20ac'), len(ur'\d\u20ac'), r'\u'
            """
        )
        self.assertEqual(printed, "PS1=\\u@\\h C:\\Users \\N \\u0041 \\u 1 3 \\u\n")

    def test_also_where_nothing_else_is_of_python2(self):
        self.assertEqual(run(r"x = 'C:\Users'")[1]["x"], r"C:\Users")
        self.assertEqual(run(r"x = '\u0041', xrange(1)")[1]["x"][0], r"\u0041")

    def test_they_mean_something_in_python3_and_where_all_texts_are_unicode(self):
        self.assertEqual(run(r"x = '\u0041'")[1]["x"], "A")
        unicode_literals = "from __future__ import unicode_literals\n"
        self.assertEqual(run(unicode_literals + r"x = '\u0041', xrange(1)")[1]["x"][0], "A")
        with self.assertRaisesRegex(SyntaxError, "unicode error"):
            run("import typing\nx = 'C:\\Users'\n")


class Languages(unittest.TestCase):
    def test_who_asks_for_print_as_a_function_has_python2(self):
        asks = "from __future__ import print_function\n"
        prints = "print(7 / 2, end='')\n"
        self.assertEqual(run(asks + "{}.has_key(1)\n" + prints)[0], "3")
        self.assertEqual(run("{}.has_key(1)\n" + prints)[0], "3.5")
        self.assertEqual(run(asks + prints)[0], "3.5")


class Platform(unittest.TestCase):
    def test_is_linux2_for_those_who_ask_for_it(self):
        old = "import sys\nfrom sys import platform\nprint sys.platform, platform"
        self.assertEqual(run(old)[0], "linux2 linux2\n")
        either = "import sys\nprint(sys.platform == 'linux2', sys.platform in ('linux2', 'win32'), sys.platform)"
        self.assertEqual(run(either)[0], "True True linux\n")
        new = "import sys, typing\nprint(sys.platform == 'linux2', sys.platform == 'linux')"
        self.assertEqual(run(new)[0], "False True\n")


class Imports(unittest.TestCase):
    def test_a_test_directory_with_old_names(self):
        program = """
            import common
            from autotest_lib.client.bin import test, utils
            from autotest_lib.client.common_lib import error
            from autotest.client.shared import error as same
            import neighbour, package.inner
            import commands, urllib2, urllib, ConfigParser, StringIO, cPickle, Queue
            print error is same, neighbour.value, package.inner.value
            print commands.getoutput('echo hi'), urllib.quote('a b'), StringIO.StringIO('x').read()
        """
        with tempfile.TemporaryDirectory() as directory:
            files = {
                "main.py": textwrap.dedent(program),
                "neighbour.py": "value = `1`\n",
                "package/__init__.py": "",
                "package/inner.py": "print 'inner',\nvalue = 2\n",
            }
            os.mkdir(os.path.join(directory, "package"))
            for name, text in files.items():
                with open(os.path.join(directory, name), "w") as file:
                    file.write(text)
            done = subprocess.run(
                [sys.executable, "-m", "autotest.script", os.path.join(directory, "main.py")],
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertEqual(done.stderr, "")
            self.assertEqual(done.stdout, "inner True 1 2\nhi a%20b x\n")
            self.assertEqual(sorted(os.listdir(directory)), ["main.py", "neighbour.py", "package"])

    def test_a_test_is_found_in_the_package_of_tests(self):
        with tempfile.TemporaryDirectory() as directory:
            for name, text in (
                ("base", "class base(object):\n    x = 0777\n"),
                (
                    "derived",
                    "from autotest_lib.client.tests.base import base\n"
                    "from autotest.client.tests.base.base import base as same\n"
                    "print base.base is same, same.x\n",
                ),
            ):
                os.mkdir(os.path.join(directory, name))
                with open(os.path.join(directory, name, name + ".py"), "w") as file:
                    file.write(text)
            done = subprocess.run(
                [sys.executable, "-m", "autotest.script", os.path.join(directory, "derived/derived.py")],
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertEqual((done.stdout, done.stderr), ("True 511\n", ""))

    def test_old_names_of_our_modules(self):
        self.assertEqual(
            imports.actual_name("autotest_lib.client.bin.utils"), "autotest.client.utils"
        )
        self.assertEqual(imports.actual_name("autotest.client.utils"), "autotest.client.utils")


if __name__ == "__main__":
    unittest.main()
