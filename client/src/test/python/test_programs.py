"""Programs that old sources start: what they write is kept, byte by byte."""

import io
import os
import tempfile
import textwrap
import unittest

from autotest.client import utils
from autotest.legacy import imports
from test_sources import run


class Programs(unittest.TestCase):
    def setUp(self):
        imports.install()
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = os.path.join(directory.name, "file")
        with open(self.path, "wb") as file:
            file.write(bytes(range(256)) * 40)

    def printed(self, text, **scope):
        return run(textwrap.dedent(text), path=self.path, **scope)[0].splitlines()

    def test_output_that_is_no_text_has_a_character_for_each_byte(self):
        text = """
            import commands, hashlib, os, popen2, subprocess
            from subprocess import Popen, PIPE
            wanted = open(path, 'rb').read()
            program = Popen(['cat', path], stdout=PIPE)
            popened = os.popen('cat ' + path)
            for data in (
                Popen(['cat', path], stdout=PIPE).communicate()[0],
                Popen('cat %s >&2; echo' % path, shell=True, stdout=PIPE, stderr=PIPE).communicate()[1],
                program.stdout.read(), subprocess.check_output(['cat', path]), popened.read(),
                commands.getoutput('cat ' + path), popen2.popen2('cat ' + path)[0].read(),
                utils.system_output('cat ' + path), utils.run('cat %s >&2' % path).stderr,
            ):
                print len(data), hashlib.md5(data).hexdigest() == hashlib.md5(wanted).hexdigest(), max(map(ord, data)),
            print program.wait(), popened.close()
        """
        words = " ".join(self.printed(text, utils=utils)).split()
        self.assertEqual(words, "10240 True 255".split() * 9 + ["0", "None"])

    def test_ends_of_lines_stay_as_they_are(self):
        text = """
            import subprocess
            command = 'printf "a\\\\r\\\\nb\\\\r\\\\n"'
            print repr(subprocess.check_output(command, shell=True)),
            p = subprocess.Popen(command, shell=True, stdout=subprocess.PIPE, universal_newlines=True)
            print repr(p.communicate()[0])
        """
        self.assertEqual(self.printed(text), ["'a\\r\\nb\\r\\n' 'a\\nb\\n'"])

    def test_a_failure_tells_its_output_as_text(self):
        text = """
            import subprocess
            try:
                subprocess.check_output('echo out; exit 3', shell=True)
            except subprocess.CalledProcessError, e:
                print e.returncode, 'output: ' + e.output
        """
        self.assertEqual(self.printed(text), ["3 output: out", ""])

    def test_lines_are_not_read_ahead(self):
        text = """
            import select
            from subprocess import Popen, PIPE
            p = Popen('cat', stdin=PIPE, stdout=PIPE)
            p.stdin.write('one\\ntwo\\nthree\\n')
            p.stdin.close()
            lines = []
            while select.select([p.stdout], [], [], 60)[0]:
                lines.append(p.stdout.readline())
                if not lines[-1]: break
            print lines, p.wait()
        """
        self.assertEqual(self.printed(text), ["['one\\n', 'two\\n', 'three\\n', ''] 0"])

    def test_a_pipe_that_waits_for_nothing_says_so(self):
        text = """
            import errno, fcntl, os
            from subprocess import Popen, PIPE
            p = Popen('cat', stdin=PIPE, stdout=PIPE)
            fcntl.fcntl(p.stdout, fcntl.F_SETFL, os.O_NONBLOCK)
            for read in p.stdout.read, p.stdout.readline:
                try:
                    read()
                except IOError, e:
                    print e.errno == errno.EAGAIN,
            print p.communicate('x')
        """
        self.assertEqual(self.printed(text), ["True True ('x', None)"])

    def test_what_popen_was_asked_for_and_nobody_reads_is_waited_for(self):
        text = """
            import os
            os.popen('sleep 0.2; rm ' + path)
            print os.path.exists(path), os.popen('exit 3').close(), os.popen('kill -9 $$').close()
        """
        self.assertEqual(self.printed(text), ["False 768 9"])

    def test_sources_of_either_language_can_write_output_as_it_was(self):
        text = """
            data = utils.system_output('printf "\\\\377\\\\376x"')
            with open(path, 'w') as file:
                file.write(data)
        """
        self.printed(text, utils=utils)
        with open(self.path, "rb") as file:
            self.assertEqual(file.read(), b"\xff\xfex")

    def test_sources_of_python3_get_text_that_can_be_written_anywhere(self):
        self.assertEqual(utils.system_output(r'printf "\377x"'), "\ufffdx")
        text = r"""
            data: str = utils.system_output(r'printf "\377x"')
            print(ascii(data))
        """
        self.assertEqual(self.printed(text, utils=utils), ["'\\ufffdx'"])

    def test_copies_of_an_output_are_the_bytes(self):
        with open(self.path, "rb") as file:
            content = file.read()
        utils.run("cat " + self.path, stdout_tee=io.StringIO())
        for name, options in (("text", {"encoding": "utf-8"}), ("bytes", {})):
            with open(self.path + name, "w" if options else "wb", **options) as tee:
                tee.write("" if options else b"")
                utils.run("cat " + self.path, stdout_tee=tee)
            with open(self.path + name, "rb") as file:
                self.assertEqual(file.read(), content)


if __name__ == "__main__":
    unittest.main()
