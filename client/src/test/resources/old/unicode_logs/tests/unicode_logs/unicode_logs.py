# -*- coding: utf-8 -*-
import sys, os, codecs, logging
from autotest.client import test, utils
from autotest.client.shared import error

class unicode_logs(test.test):
    version = 1

    def run_once(self, word):
        logging.info(u'euro %s', word)
        text = unicode('grüße', 'utf-8')
        print text.encode('utf-8')
        path = os.path.join(self.resultsdir, 'text')
        out = codecs.open(path, 'w', 'utf-8')
        out.write(text + word)
        out.close()
        if len(open(path, 'r').read().decode('utf-8')) != 6:
            raise error.TestFail(repr(open(path).read()))
        value = utils.system_output("printf 'a\\tb'")
        if value.split('\t') != ['a', 'b']:
            raise error.TestFail(repr(value))
        self.write_attr_keyval({'word': word.encode('utf-8')})
