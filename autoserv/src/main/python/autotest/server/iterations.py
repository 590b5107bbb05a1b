"""How often the `run_once` of a test of the server is called, and what is looked at after each."""

import time

from autotest.client.shared import error

# The arguments of `job.run_test` that are about iterations, in the order in which `execute` has them.
WORDS = (
    "iterations test_length profile_only _get_time postprocess_profiled_run constraints"
).split()
_DEFAULTS = {"iterations": 1, "constraints": ()}


def in_order(options):
    """The values for WORDS, those that are not given by default."""
    return [options.get(word, _DEFAULTS.get(word)) for word in WORDS]


class Loop(object):
    """The iterations of one test. `last_perf` gives the perf values it wrote last."""

    def __init__(self, one, iterations, test_length, constraints, last_perf):
        self._one = one
        self._iterations = int(iterations or 1)
        self._seconds = test_length
        self._constraints = constraints or ()
        self._last_perf = last_perf

    def run(self, run_one):
        """Calls `run_one` for each iteration, and looks at the constraints after it."""
        start = time.monotonic()
        while True:
            self._one.iteration += 1
            run_one()
            self._look()
            if self._seconds:
                if time.monotonic() - start >= self._seconds:
                    return
            elif self._one.iteration >= self._iterations:
                return

    def require_met(self):
        """TestFail when a constraint was not met in some iteration."""
        if self._one.failed_constraints:
            raise error.TestFail("".join(self._one.failed_constraints))

    def _look(self):
        unmet = []
        for expression in self._constraints:
            try:
                if not eval(expression, {"__builtins__": {}}, dict(self._last_perf())):
                    unmet.append("%s: constraint was not met" % expression)
            except Exception:
                unmet.append("could not evaluate constraint: %s" % expression)
        if unmet:
            # Counted from 0, and with blanks at the end, as on clients: scripts know the text.
            self._one.failed_constraints.append(
                "iteration %d:%s  " % (self._one.iteration - 1, ",".join(unmet))
            )
