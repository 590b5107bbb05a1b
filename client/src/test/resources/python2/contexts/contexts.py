import logging
from autotest.client import test
from autotest.client.shared import error

@error.context_aware
def deep():
    error.context("digging", logging.info)
    raise error.TestFail("rock")

class contexts(test.test):
    version = 1

    def run_once(self):
        error.context("in the garden")
        deep()
