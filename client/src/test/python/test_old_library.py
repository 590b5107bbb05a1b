"""Sources written for Python 2 find its library as it was."""

import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

from autotest.legacy import imports
from test_sources import run

SAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "samples")


class Library(unittest.TestCase):
    def test_a_sample_prints_what_python2_printed(self):
        with tempfile.TemporaryDirectory() as directory:
            done = subprocess.run(
                [sys.executable, "-W", "ignore", "-m", "autotest.script", "library.py2"],
                capture_output=True,
                text=True,
                check=False,
                cwd=SAMPLES,
                env=dict(os.environ, TMPDIR=directory),
            )
        with open(os.path.join(SAMPLES, "library.expected"), encoding="utf-8") as file:
            self.assertEqual(done.stdout.splitlines(), file.read().splitlines(), done.stderr)


class Python2(unittest.TestCase):
    """What a source does that is Python 2 for certain."""

    def setUp(self):
        imports.install()

    def test_files_of_sockets_take_and_give_a_character_for_each_byte(self):
        text = """
            import socket, struct
            one, two = socket.socketpair()
            w = one.makefile('wb', 0)
            r = two.makefile()
            w.write(struct.pack('!I', 200))
            w.write('\\xc3\\xa9\\x00\\x01line\\r\\n')
            w.writelines(['next\\n', u'\\u20ac\\n'])
            print struct.unpack('!I', r.read(4))[0], repr(r.read(4)), repr(r.readline())
            print repr(r.next()), len(r.readline())
        """
        wanted = "200 '\\xc3\\xa9\\x00\\x01' 'line\\r\\n'\n'next\\n' 4\n"
        self.assertEqual(run(textwrap.dedent(text))[0], wanted)

    def test_a_method_called_makefile_gets_what_it_was_given(self):
        text = """
            class Maker(object):
                def makefile(self, *args):
                    return args
            print Maker().makefile('/mnt/x'), Maker().makefile(), Maker().makefile('a', 1, 2)
        """
        self.assertEqual(run(textwrap.dedent(text))[0], "('/mnt/x',) () ('a', 1, 2)\n")

    def test_a_pipe_without_a_buffer_writes_each_piece_at_once(self):
        text = """
            import os, select, struct
            p = os.popen('head -c 1 > %s; cat > %s.2' % (path, path), 'w', 0)
            p.write('y')
            f = open(path)
            print 'written:', select.select([f], [], [], 10)[0] == [f] and f.read(1)
            p.write(struct.pack('!H', 0x4142))
            print p.close(), open(path + '.2').read()
        """
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "pipe")
            os.mkfifo(path)
            printed = run(textwrap.dedent(text), path=path)[0]
        self.assertEqual(printed, "written: y\nNone AB\n")

    def test_files_in_memory_hold_archives(self):
        text = """
            import StringIO, cStringIO, gzip, tarfile, zipfile
            s = StringIO.StringIO()
            g = gzip.GzipFile(fileobj=s, mode='w'); g.write('hello\\xff'); g.close()
            print gzip.GzipFile(fileobj=StringIO.StringIO(s.getvalue())).read() == 'hello\\xff', s.getvalue()[:2] == '\\x1f\\x8b',
            s = cStringIO.StringIO()
            z = zipfile.ZipFile(s, 'w'); z.writestr('a', 'x\\xfe\\n'); z.close()
            z = zipfile.ZipFile(cStringIO.StringIO(s.getvalue()))
            print z.read('a') == 'x\\xfe\\n', z.open('a').readline()[:1] + '!', z.testzip()
            s = StringIO.StringIO()
            t = tarfile.open(fileobj=s, mode='w:gz')
            i = tarfile.TarInfo('m'); i.size = 4; t.addfile(i, StringIO.StringIO('\\x00\\xffab')); t.close()
            s.seek(0)
            print tarfile.open(fileobj=s).extractfile('m').read() == '\\x00\\xffab',
            s = StringIO.StringIO('one\\ntwo\\n')
            s.seek(-4, 2)
            print s.read(), s.len, isinstance(s, StringIO.StringIO)
            s.write(u'\\u20ac'); print >>s, 'x', 1
            print len(s.getvalue()), s.getvalue()[9:-1]
        """
        wanted = ["True True True x! None", "True two", " 8 True", "13 x 1"]
        self.assertEqual(run(textwrap.dedent(text))[0].splitlines(), wanted)

    def test_addresses_are_opened_with_text_and_served_with_text(self):
        text = """
            import BaseHTTPServer, threading, urllib, urllib2
            class Handler(BaseHTTPServer.BaseHTTPRequestHandler):
                def log_message(self, *args): pass
                def do_POST(self):
                    data = self.rfile.read(int(self.headers['Content-Length']))
                    self.send_response(200); self.end_headers()
                    self.wfile.write('posted ' + data)
                def do_GET(self):
                    self.send_response(404); self.end_headers(); self.wfile.write('no such')
            server = BaseHTTPServer.HTTPServer(('127.0.0.1', 0), Handler)
            thread = threading.Thread(target=server.serve_forever); thread.setDaemon(True); thread.start()
            url = 'http://127.0.0.1:%d/' % server.server_port
            print urllib2.urlopen(url, 'x\\xff').read() == 'posted x\\xff', urllib.urlopen(url, 'y').read(),
            r = urllib2.Request(url); r.add_data('z')
            print r.get_data(), r.get_host() in url, r.get_method(), urllib2.build_opener().open(r).read(),
            try: urllib2.urlopen(url)
            except urllib2.HTTPError, e: print e.code, e.read() + '!'
            server.shutdown()
            server.server_close()
        """
        wanted = "True posted y z True POST posted z 404 no such!\n"
        self.assertEqual(run(textwrap.dedent(text))[0], wanted)

    def test_servers_read_and_write_text(self):
        text = """
            import SocketServer, socket, threading
            class Lines(SocketServer.StreamRequestHandler):
                def handle(self):
                    self.wfile.write('echo ' + self.rfile.readline())
                    print >>self.wfile, [line for line in self.rfile]
            class Datagrams(SocketServer.BaseRequestHandler):
                def handle(self):
                    self.request[1].sendto('got ' + self.request[0], self.client_address)
            for kind, handler in (SocketServer.TCPServer, Lines), (SocketServer.UDPServer, Datagrams):
                server = kind(('127.0.0.1', 0), handler)
                thread = threading.Thread(target=server.handle_request)
                thread.start()
                client = socket.socket(socket.AF_INET, server.socket_type)
                client.connect(server.server_address)
                client.send('one\\ntwo')
                if kind is SocketServer.TCPServer: client.shutdown(socket.SHUT_WR)
                thread.join()
                print client.recv(100).split('\\n')
                client.close(); server.server_close()
        """
        wanted = "['echo one', \"['two']\", '']\n['got one', 'two']\n"
        self.assertEqual(run(textwrap.dedent(text))[0], wanted)

    def test_xml_and_json_are_text_of_what_they_say(self):
        text = """
            import json, urllib
            from xml.dom import minidom
            from xml.etree import ElementTree
            import xml.etree.cElementTree
            print len(ElementTree.fromstring('<a>\\xc3\\xa4</a>').text),
            print len(ElementTree.fromstring('<?xml version="1.0" encoding="latin-1"?><a>\\xe4\\xe4</a>').text),
            print len(minidom.parseString('<a>\\xc3\\xa4</a>').documentElement.firstChild.data),
            print len(json.loads('["\\xc3\\xa4"]')[0]), '<?xml?>' + ElementTree.tostring(ElementTree.fromstring('<a/>'))
        """
        self.assertEqual(run(textwrap.dedent(text))[0], "1 2 1 1 <?xml?><a />\n")


class EitherLanguage(unittest.TestCase):
    """What such a file does where Python 3 could only raise an error."""

    def printed(self, text):
        return run(textwrap.dedent(text))[0].split()

    def test_a_dictionary_may_change_while_it_is_gone_through(self):
        text = """
            d = {'a': 1, 'b': 2}
            for k in d.keys():
                if k == 'a': del d[k]
            print(d)
            for k, v in d.items(): d.pop(k)
            print(len(d))
        """
        self.assertEqual(self.printed(text), ["{'b':", "2}", "0"])

    def test_ranges_and_views_that_are_used_as_lists_are_lists(self):
        text = """
            r = range(5)
            r.remove(3)
            l = range(3)
            l[1] = 7
            class Keeper(object):
                def __init__(self, d):
                    self.l = d.keys()
                    self.l.sort()
            print(r, l, Keeper({'b': 1, 'a': 2}).l)
            print({'a': 1}.values() + [3], [3] + list({'a': 1}.keys()))
        """
        wanted = "[0, 1, 2, 4] [0, 7, 2] ['a', 'b'] [1, 3] [3, 'a']"
        self.assertEqual(self.printed(text), wanted.split())

    def test_whole_numbers_where_only_they_make_sense(self):
        text = """
            n = 7
            print('x' * (n / 2), [0] * (n / 2), chr(130 / 2), '%x' % (n / 2), '%s %o' % (n / 2, n / 2))
            print(n / 2)
        """
        wanted = "xxx [0, 0, 0] A 3 3.5 3 3.5"
        self.assertEqual(self.printed(text), wanted.split())

    def test_what_is_no_error_stays(self):
        text = """
            big = range(10 ** 12)
            print(big[5], len(hashes), oct(8))
        """
        self.assertEqual(run(textwrap.dedent(text), hashes=[1])[0].split(), ["5", "1", "0o10"])

    def test_exceptions_have_an_index_and_generators_end(self):
        text = """
            try:
                raise ValueError('a', 'b')
            except ValueError as e:
                first, second = e
                print(e[0], second)
            def through(it):
                while True:
                    yield next(it)
            print(list(through(iter('xy'))))
        """
        self.assertEqual(self.printed(text), ["a", "b", "['x',", "'y']"])

    def test_bytes_that_are_no_text_and_pipes(self):
        text = """
            import os, subprocess
            os.system("printf 'a \\\\351 b' > " + path)
            print('b' in open(path).read(), 'b' in os.popen('cat ' + path).read())
            p = subprocess.Popen(['cat'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            p.stdin.write('line\\n')
            print(p.stdout.readline().strip())
            p.communicate()
        """
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "odd")
            self.assertEqual(run(textwrap.dedent(text), path=path)[0].split(), ["True", "True", "line"])

    def test_text_for_functions_of_c(self):
        text = """
            import ctypes
            from ctypes import CDLL
            libc = ctypes.CDLL('libc.so.6')
            wide = libc.wcslen
            wide.argtypes = [ctypes.c_wchar_p]
            print(libc.strlen('/mnt/x'), CDLL('libc.so.6').strlen('two'), wide('wide'))
        """
        self.assertEqual(self.printed(text), ["6", "3", "4"])

    def test_what_was_said_of_a_library_of_c_stays(self):
        text = """
            import ctypes
            ctypes.cdll['libc.so.6'].strerror.restype = ctypes.c_char_p
            kind, library = ctypes.CDLL, ctypes.cdll
            print(ctypes.c_int(7).value, ctypes.sizeof(ctypes.c_char))
            print(ctypes.cdll['libc.so.6'].strerror.restype is ctypes.c_char_p)
            print(kind is ctypes.CDLL, library is ctypes.cdll)
        """
        self.assertEqual(self.printed(text), ["7", "1", "True", "True", "True"])

    def test_files_and_pipes_are_opened_by_the_words_of_python3(self):
        text = """
            import os
            print(open(file=path).read(), os.popen(cmd='echo a').read())
            print(os.popen('echo b', buffering=1).read(), len(open(path, mode='rb').read()))
            p = os.popen(cmd='cat > ' + path, mode='w')
            p.write('y')
            print(p.close(), open(path).read())
        """
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "file")
            with open(path, "w", encoding="utf-8") as file:
                file.write("x")
            printed = run(textwrap.dedent(text), path=path)[0].split()
        self.assertEqual(printed, ["x", "a", "b", "1", "None", "y"])

    def test_a_source_in_python3_is_left_alone(self):
        text = """
            import typing
            class Listed(Exception):
                def __getitem__(self, key): return 'own'
            try:
                raise Listed(1)
            except Listed as e:
                print(e[0], oct(8), 7 / 2, end='')
        """
        self.assertEqual(self.printed(text), ["own", "0o10", "3.5"])


if __name__ == "__main__":
    unittest.main()
