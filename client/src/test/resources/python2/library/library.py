import commands, string, StringIO, ConfigParser, Queue, cPickle, urllib, urlparse, md5, sets, time, sys, types
import itertools, os, thread
from cStringIO import StringIO as Text
from string import join, letters
from autotest.client import test, utils

class library(test.test):
    version = 1

    def run_once(self):
        status, out = commands.getstatusoutput('echo some words')
        assert status == 0 and string.split(out) == ['some', 'words']
        config = ConfigParser.ConfigParser()
        config.readfp(Text('[a]\nb = 1\n'))
        assert config.getint('a', 'b') == 1
        q = Queue.Queue(); q.put(urllib.quote('a b'))
        assert q.get() == 'a%20b' and urlparse.urlparse('http://h/p')[1] == 'h'
        cPickle.dump({'x': sets.Set([1])}, open('pickled', 'w'))
        assert cPickle.load(open('pickled'))['x'] == set([1])
        assert md5.new('x').hexdigest() == '9dd4e461268c8034f5c8564e155c67a6'
        assert join(letters[:2].upper(), '-') == 'A-B' and sys.maxint > 2 ** 31
        assert list(itertools.izip([1], [2])) == [(1, 2)]
        assert isinstance('x', types.StringTypes) and isinstance(u'x', basestring)
        assert 'abc'.encode('hex') == '616263' and 'caf\xc3\xa9'.decode('latin-1')
        f = os.popen('echo hi'); assert f.read() == 'hi\n'
        assert StringIO.StringIO('x').read() == 'x' and time.clock() >= 0
