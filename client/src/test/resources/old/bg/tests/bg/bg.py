import os, time, signal, threading, Queue
from autotest.client import test, utils
from autotest.client.shared import error

class bg(test.test):
    version = 1

    def warmup(self):
        self.queue = Queue.Queue()

    def worker(self, name):
        self.queue.put((name, utils.system_output('echo %s' % name)))

    def run_once(self):
        server = utils.BgJob('sleep 600', stdout_tee=utils.TEE_TO_LOGS)
        try:
            threads = [threading.Thread(target=self.worker, args=(n,)) for n in 'abc']
            for t in threads:
                t.setDaemon(True)
                t.start()
            for t in threads:
                t.join()
            found = []
            while not self.queue.empty():
                found.append(self.queue.get()[1])
            found.sort(lambda x, y: cmp(y, x))
            if found != ['c', 'b', 'a']:
                raise error.TestFail('found %s' % found)
            results = utils.run_parallel(['echo 1', 'echo 2; exit 3'], ignore_status=True)
            self.write_attr_keyval({'statuses': str([r.exit_status for r in results])})
            pid = os.fork()
            if pid == 0:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                time.sleep(600)
                os._exit(0)
            os.kill(pid, signal.SIGTERM)
            (waited, status) = os.waitpid(pid, 0)
            if not os.WIFSIGNALED(status):
                raise error.TestError("status %x" % status)
        finally:
            utils.nuke_subprocess(server.sp)
        if server.sp.poll() is None:
            raise error.TestFail("it lives")
        job = utils.AsyncJob('echo out; echo err >&2')
        result = job.wait_for()
        if result.stdout.rstrip() != 'out' or 'err' not in result.stderr:
            raise error.TestFail("%s" % result)
