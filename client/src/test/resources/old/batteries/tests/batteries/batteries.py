import os, sys, string, types, copy, commands, popen2, md5, sha, StringIO, cStringIO
import ConfigParser, urllib, urllib2, urlparse, HTMLParser, cPickle, pickle, thread, tempfile
import exceptions, sets, itertools
from UserDict import UserDict
from autotest.client import test, utils
from autotest.client.shared import error

class Registry(UserDict):
    def __cmp__(self, other):
        return cmp(len(self.data), len(other.data))

class batteries(test.test):
    version = 1

    def run_once(self, host, when):
        digest = md5.new('abc').hexdigest()
        self._same(digest, '900150983cd24fb0d6963f7d28e17f72')
        self._same(sha.new('abc').hexdigest()[:8], 'a9993e36')
        self._same(type(when) in (types.IntType, types.LongType), True)
        out = StringIO.StringIO()
        print >> out, 'x', 1,
        print >> out, 'y'
        self._same(out.getvalue(), 'x 1 y\n')
        config = ConfigParser.ConfigParser()
        config.readfp(cStringIO.StringIO('[a]\nb = 2\n'))
        self._same(config.getint('a', 'b'), 2)
        self._same(urlparse.urlparse('http://h/p')[1], 'h')
        self._same(urllib.quote('a b'), 'a%20b')
        self._same(cPickle.loads(cPickle.dumps({'k': (1, u'v')})), {'k': (1, u'v')})
        a, b = Registry(), Registry()
        a['one'] = 1
        self._same(a.has_key('one') and not b.has_key('one'), True)
        self._same(sorted(sets.Set([3, 1, 2]) | sets.Set([2])), [1, 2, 3])
        self._same(list(itertools.izip('ab', itertools.imap(int, '12'))), [('a', 1), ('b', 2)])
        self._same(apply(max, (1, 2)), 2)
        self._same(string.join(string.split('a,b', ','), ';'), 'a;b')
        self._same(string.zfill('7', 3), '007')
        self._same(isinstance(u'x', basestring) and isinstance('x', types.StringTypes), True)
        self._same(commands.getoutput('echo hi'), 'hi')
        stdin, stdout = os.popen2('cat')
        stdin.write('through cat')
        stdin.close()
        self._same(stdout.read(), 'through cat')
        self._same(os.popen('echo popen').readlines(), ['popen\n'])
        self._same(dict([(k, v) for k, v in {'a': 1}.iteritems()]), {'a': 1})
        self._same(0777 & 0x1ff, 511)
        self._same(7 / 2, 3)
        self._same('%s' % `[1]`, '[1]')
        name = tempfile.mktemp(dir=self.tmpdir)
        f = file(name, 'w')
        f.writelines(['1\n', '2\n'])
        f.close()
        self._same([int(line) for line in file(name).xreadlines()], [1, 2])
        exec 'value = 6 * 7' in globals()
        self._same(value, 42)
        lock = thread.allocate_lock()
        lock.acquire()
        thread.start_new_thread(lock.release, ())
        lock.acquire()
        try:
            raise ValueError, ('two', 'words')
        except (TypeError, ValueError), e:
            self._same(e.args, ('two', 'words'))
        try:
            os.stat('/no/such')
        except OSError, (number, words):
            self._same(number, 2)
        self._same(sys.exc_info()[0] in (None, OSError, ValueError), True)
        self._same(map(None, [1, 2], ['a', 'b']), [(1, 'a'), (2, 'b')])
        self._same(filter(lambda (k, v): v > 1, [('a', 1), ('b', 2)]), [('b', 2)])
        self._same(zip('ab', 'cd')[1], ('b', 'd'))
        self._same(sorted([3, 1], cmp=lambda x, y: y - x), [3, 1])
        self._same(round(2.5), 3.0)
        self._same(callable(raw_input), True)

    def _same(self, found, wanted):
        if found != wanted:
            raise error.TestFail('%r is not %r' % (found, wanted))
