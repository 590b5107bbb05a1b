"""Hosts meet at a barrier, or learn why they did not."""

import threading
import unittest

from autotest.client import utils
from autotest.client.shared import barrier, error

_HOSTS = ["127.0.0.1#1", "127.0.0.1#2", "127.0.0.1#3"]


class Meeting(unittest.TestCase):
    def setUp(self):
        self.port = utils.get_unused_port()
        self.outcomes = {}

    def meet(self, present, awaited=None, timeout=20, **dargs):
        awaited = awaited or present

        def one(name):
            options = dargs if name == present[-1] else {}
            try:
                barrier.barrier(name, "tag", timeout, self.port).rendezvous(*awaited, **options)
                self.outcomes[name] = None
            except error.JobError as failure:
                self.outcomes[name] = failure

        threads = [threading.Thread(target=one, args=(name,)) for name in present]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [self.outcomes[name] for name in present]

    def test_all_are_released(self):
        self.assertEqual(self.meet(_HOSTS), [None, None, None])

    def test_one_alone(self):
        self.assertEqual(self.meet(_HOSTS[:1]), [None])

    def test_one_who_does_not_come(self):
        for failure in self.meet(_HOSTS[:2], _HOSTS, timeout=1):
            self.assertEqual(str(failure), "timeout waiting for barrier: tag")

    def test_one_who_gives_up(self):
        for failure in self.meet(_HOSTS, abort=True):
            self.assertIsInstance(failure, error.BarrierAbortError)

    def test_a_name_without_host(self):
        with self.assertRaises(error.BarrierError):
            barrier.get_host_from_id("#1")


if __name__ == "__main__":
    unittest.main()
