"""Bytes in sources of Python 2, which took them for text."""

import os
import tempfile
import textwrap
import unittest

from autotest import wire
from autotest.client import utils
from autotest.legacy import octets
from test_sources import run


class Octets(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = os.path.join(directory.name, "file")

    def printed(self, text, **scope):
        return run(textwrap.dedent(text), path=self.path, **scope)[0].splitlines()

    def test_what_is_written_to_a_descriptor_is_read_from_it(self):
        text = """
            import os
            for pattern in '\\xaa\\x55' * 256, '\\xc3\\xa4' * 256, ''.join([chr(i) for i in range(256)]):
                fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
                os.write(fd, pattern)
                os.lseek(fd, 0, 0)
                data = os.read(fd, 512)
                os.close(fd)
                print len(data), data == pattern, max(map(ord, data))
        """
        self.assertEqual(self.printed(text), ["512 True 170", "512 True 195", "256 True 255"])

    def test_files_of_text_have_the_size_of_the_bytes_written(self):
        text = """
            import os, struct
            every = ''.join([chr(i) for i in range(256)])
            packed = struct.pack('B', 200) + 'a'
            for data in os.urandom(4096), '\\xaa' * 4096, '\\xc3\\xbc' * 256, every, packed, '\\xff':
                f = open(path, 'w')
                f.write(data)
                f.close()
                f = open(path)
                print os.path.getsize(path), f.read() == data,
                f.close()
            f = open('/dev/urandom')
            data = f.read(1000)
            f.close()
            print len(data), max(map(ord, data)) < 256
        """
        wanted = "4096 True 4096 True 512 True 256 True 2 True 1 True 1000 True"
        self.assertEqual(self.printed(text), [wanted])

    def test_text_with_umlauts_is_read_and_written_as_it_is(self):
        content = "Grüße, µs\nä\n±\n".encode() + b"a \xe9 b\n"
        with open(self.path, "wb") as file:
            file.write(content)
        text = """
            f = open(path)
            everything = f.read()
            f.close()
            out = open(path + '.1', 'w')
            out.write(everything)
            out.close()
            out = open(path + '.2', 'w')
            for line in open(path): out.write(line.replace('x', 'y'))
            out.close()
            out = open(path + '.3', 'w')
            f = open(path)
            while 1:
                part = f.read(3)
                if not part: break
                out.write(part)
            out.close()
            f.close()
        """
        self.printed(text)
        for part in (".1", ".2", ".3"):
            with open(self.path + part, "rb") as file:
                self.assertEqual(file.read(), content)

    def test_files_of_bytes_are_read_as_text(self):
        content = b"name: x\n\xff\xfe: \xa0\n" + "ü: µ\n".encode()
        with open(self.path, "wb") as file:
            file.write(content)
        text = """
            import shutil, zlib
            data = open(path, 'rb').read()
            print len(data), [len(line) for line in data.split('\\n')], 'name' in data, data[8] == '\\xff',
            print [line.split(':')[0] for line in open(path, 'rb')][:1], len(open(path, 'r+b').readlines()[1]),
            f = open(path, 'rb', 0)
            print f.read(4), f.readline() == ': x\\n', f.next() == '\\xff\\xfe: \\xa0\\n',
            print f.read().decode('utf-8').strip() == u'ü: µ', f.mode, map(len, open(path, 'rb')),
            print data.splitlines()[1].strip().replace('\\xfe', 'y') == '\\xffy: \\xa0', zlib.crc32(data)
            shutil.copyfileobj(open(path, 'rb'), open(path + '.1', 'wb'))
            for mode in 'wb', 'w+b', 'w':
                f = open(path + '.' + mode, mode)
                f.write(data)
                f.close()
            f = open(path + '.w+b', 'r+b')
            f.seek(-3, 2); f.write('z'); f.seek(0)
            print len(f.read()), [part for part in iter(lambda: f.read(3), '')], f.read(1) == ''
        """
        printed = self.printed(text)
        self.assertEqual(printed[0], "21 [7, 5, 6, 0] True True ['name'] 6 name True True True rb [8, 6, 7] True -1280795166")
        self.assertEqual(printed[1:], ["21 [] True"])
        for part in (".1", ".wb", ".w"):
            with open(self.path + part, "rb") as file:
                self.assertEqual(file.read(), content)

    def test_files_go_to_places_given_from_where_they_are(self):
        text = """
            f = open(path, 'w+')
            f.write('0123456789\\n')
            f.seek(0)
            print f.readline(),
            f.seek(-3, 1)
            print f.read(1),
            f.seek(-5, 2)
            print f.read(2), f.tell(), f.mode
            f.close()
        """
        self.assertEqual(self.printed(text), ["0123456789", " 8 67 8 w+"])

    def test_what_is_packed_is_text(self):
        text = """
            import struct
            from struct import pack as p, unpack
            print struct.pack('2s', 'ab') == 'ab', p('B', 65)[0] == 'A', 'x' + p('B', 65) == 'xA',
            print p('4s', 'ab') + '\\0' == 'ab\\0\\0\\0', '%s' % p('2s', 'ab'), 'b' in p('2s', 'ab')
            print p('<H', 0xaa55) == '\\x55\\xaa', ord(p('B', 200)), repr(p('<H', 0xaa55)), unpack('<H', '\\xff\\0')
        """
        wanted = ["True True True True ab True", "True 200 'U\\xaa' (255,)"]
        self.assertEqual(self.printed(text), wanted)

    def test_packed_text_is_taken_by_sockets_and_devices(self):
        text = """
            import fcntl, socket, struct, termios
            one, two = socket.socketpair()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack('ll', 200, 0))
            kept = one.getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, 16)
            two.send('four')
            waiting = fcntl.ioctl(one.fileno(), termios.FIONREAD, struct.pack('i', 200))
            print struct.unpack('ll', kept)[0], struct.unpack('i', waiting)[0], isinstance(waiting, str)
            print socket.inet_ntoa('\\x7f\\0\\0\\1'), socket.inet_ntoa(struct.pack('>L', 0xffffff00)),
            print socket.inet_aton('127.0.0.255') == '\\x7f\\0\\0\\xff'
            one.close(); two.close()
        """
        wanted = ["200 4 True", "127.0.0.1 255.255.255.0 True"]
        self.assertEqual(self.printed(text), wanted)

    def test_marked_text_is_text_for_the_harness(self):
        self.assertEqual(wire.dumps([wire.encode(octets.Octets("\xff"))]), b'["\\u00ff"]\n')
        self.assertIs(type(wire.encode(octets.Octets("\xff"))), str)

    def test_names_of_files_are_the_bytes(self):
        open(self.path, "w").close()
        text = """
            import glob, os, shutil, subprocess
            os.utime(path, (1, 2))
            for last in 'caf\\xc3\\xa9', 'bad\\xff\\xfe':
                name = path + last
                file = open(name, 'w'); file.write('x'); file.close()
                shutil.copy(name, name + '2'); os.rename(name + '2', '%s/%s3' % os.path.split(name))
                print os.path.getsize(name), subprocess.call(['test', '-e', name]), os.system('test -e ' + name + '3'),
                print name in glob.glob(path + '*'), os.path.basename(name) in os.listdir(os.path.dirname(path)),
                print os.popen('printf %s ' + last + ' | wc -c').read().strip(), len(utils.run('printf %s ' + last).stdout)
        """
        self.assertEqual(self.printed(text, utils=utils), ["1 0 0 True True 5 4", "1 0 0 True True 5 5"])
        wanted = [b"file", b"filebad\xff\xfe", b"filebad\xff\xfe3", b"filecaf\xc3\xa9", b"filecaf\xc3\xa93"]
        self.assertEqual(sorted(os.listdir(os.fsencode(os.path.dirname(self.path)))), wanted)

    def test_no_byte_is_a_letter_or_a_blank(self):
        text = """
            print '\\xff'.upper() == '\\xff', '\\xe9'.isalpha(), '\\xa0'.isspace(), 'a\\xe9'.title() == 'A\\xe9', 'ab'.upper(),
            print "it's \\xff\\t\\"q\\"\\\\".encode('string_escape'), 'a\\\\n'.decode('string_escape') == 'a\\n'
        """
        self.assertEqual(self.printed(text), ["True False False True AB it\\'s \\xff\\t\"q\"\\\\ True"])

    def test_json_is_written_of_text(self):
        text = """
            import json
            print json.dumps({'\\xc3\\xa9': ['\\xc3\\xa9', 1, (None, 1.5)]}, sort_keys=True), json.dumps(u'\\xe9')
            file = open(path, 'w'); json.dump('\\xc3\\xa9', file); file.close()
            print open(path).read()
        """
        self.assertEqual(self.printed(text), ['{"\\u00e9": ["\\u00e9", 1, [null, 1.5]]} "\\u00e9"', '"\\u00e9"'])

    def test_arrays_of_bytes_are_made_of_text(self):
        text = """
            a = bytearray('abc\\xff'); a[0] = 'x'; a += 'd'; a.append('e')
            print len(a), a[3], a == 'xbc\\xffde', str(a)[:3], a.find('c'), a[1:3] + 'q', 'b' in a, bytearray(2)[1], isinstance(a, bytearray),
            file = open(path, 'wb'); file.write(a); file.close()
            print bytearray(open(path, 'rb').read()) == a
        """
        self.assertEqual(self.printed(text), ["6 255 True xbc 2 bcq True 0 True True"])

    def test_what_is_joined_of_bytes_is_bytes(self):
        text = """
            import os, struct
            for data in (
                ''.join(['\\xff', '\\xfe']), '%s%s' % ('\\xff', '\\xfe'), '%c%c' % (200, 65), '%s\\n' % struct.pack('B', 200),
                '%(a)s\\n' % {'a': chr(255)}, '\\xff%s' % 'a', '\\xff'.ljust(2), '\\xfea.'.partition('.')[0], u'\\xe9', 'ab',
            ):
                file = open(path, 'w'); file.write(data); file.close()
                print os.path.getsize(path),
            print ', '.join(['a', u'\\xe9']) == u'a, \\xe9', '%s' % u'\\xe9' == u'\\xe9', os.path.join('a', 'b')
        """
        self.assertEqual(self.printed(text), ["2 " * 10 + "True True a/b"])

    def test_reasons_are_readable(self):
        raised = wire.exception_to_wire(ValueError("\udcff\xe4", 5, octets.Octets("\xc3\xa4")))
        self.assertEqual(raised["args"], ["\ufffd\xe4", 5, "\xe4"])
        self.assertTrue(raised["message"].startswith("(") and raised["message"].isprintable())

    def test_bytes_that_are_utf8_are_shown_as_text(self):
        text = """
            import os
            read, write = os.pipe()
            os.write(write, '\xc3\xbc')
            data = os.read(read, 9)
            print len(data), data, '\xff'
            f = open(path, 'w')
            print >>f, data
            f.close()
            print os.path.getsize(path)
        """
        self.assertEqual(self.printed(text), ["2 ü ÿ", "3"])
        self.assertEqual(wire.encode(octets.Octets("\xc3\xbc")), "ü")

    def test_a_program_gets_the_bytes(self):
        text = """
            from subprocess import *
            import struct
            p = Popen('wc -c; echo x', shell=True, stdin=PIPE, stdout=PIPE)
            print p.communicate(struct.pack('B', 200))[0].split() == ['1', 'x']
        """
        self.assertEqual(self.printed(text), ["True"])


if __name__ == "__main__":
    unittest.main()
