import logging, time
from autotest.client import test, utils
from autotest.client.shared import error

class background(test.test):
    version = 1

    def run_once(self):
        x = utils.AsyncJob("sleep 0.2 && echo hi && sleep 30")
        t = time.time()
        while "hi" not in x.get_stdout():
            time.sleep(.05)
            if time.time() - t > 20: raise error.TestFail, "no output of the job"
        y = utils.AsyncJob("echo hi; sleep 0.1")
        y.wait_for()
        t = time.time()
        x.wait_for(timeout=0.1)
        print "Process 1 ended in %s seconds" % (time.time() - t)
        print "Process 1 said", `x.get_stdout()`
        print "Process 2 said", `y.get_stdout()`
        assert y.get_stdout() == "hi\n"
