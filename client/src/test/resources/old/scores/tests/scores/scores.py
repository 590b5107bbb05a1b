import re, os, ConfigParser, StringIO
from autotest.client import test, utils

OUTPUT = """
==============================================================
BYTE UNIX Benchmarks (Version 4.1.0)

INDEX VALUES
TEST                                        BASELINE     RESULT      INDEX

Dhrystone 2 using register variables        116700.0  6013254.2      515.3
Pipe Throughput                              12440.0   488723.5      392.9
                                                                 =========
     FINAL SCORE                                                     456.7
"""

def cmp_len(a, b):
    return cmp(len(a), len(b)) or cmp(a, b)

class scores(test.test):
    version = 1

    def initialize(self):
        self.err = None

    def run_once(self, config):
        cp = ConfigParser.SafeConfigParser()
        cp.readfp(StringIO.StringIO(config))
        for section in cp.sections():
            for i in xrange(cp.getint(section, 'runs')):
                self.report_data = OUTPUT

    def cleanup(self):
        # unused
        pass

    def postprocess(self):
        # parse
        keyval = {}
        section = None
        for line in self.report_data.split('\n'):
            if line.startswith('TEST  '):
                section = 'INDEX'
            elif line.find('====') >= 0 and section is not None:
                section = 'SCORE'
            elif section == 'INDEX' and line.strip():
                fields = re.split(r'\s{2,}', line.strip())
                key_name = fields[0].replace(' ', '_')
                (baseline, result, index) = map(float, fields[-3:])
                keyval['%s_score' % key_name] = result
                keyval['%s_ratio' % key_name] = round(result / baseline)
            elif section == 'SCORE' and 'FINAL' in line:
                keyval['score'] = line.split()[-1]
        keys = keyval.keys()
        keys.sort(cmp_len)
        print 'keys', keys[0], len(keys) / 2
        for k in keys:
            self.write_perf_keyval({k: keyval[k]})
