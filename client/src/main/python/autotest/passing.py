"""What `job` does with values and functions before they go to the harness."""

from autotest import wire
from autotest.client.shared import error


def for_a_test(dargs):
    """The arguments of a test in the form that the harness reads.

    The test is a process of its own: what cannot go there is left out, and the harness told.
    """
    words = {}
    for name, value in dargs.items():
        if name == "constraints" and isinstance(value, tuple):
            value = list(value)
        try:
            wire.encode(value)
            words[name] = value
        except Exception as failure:
            words["$problem"] = (
                "argument %s cannot be passed to the test, which is another process: %s"
                % (name, failure)
            )
    return words


def plain(value, place=""):
    """A value as the state of a job can keep it; TypeError, saying where, for what it cannot."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(item, "%s[%d]" % (place, i)) for i, item in enumerate(value)]
    if isinstance(value, dict):
        return {_key(key, place): plain(item, "%s[%r]" % (place, key)) for key, item in value.items()}
    raise TypeError(
        "state of the job: %s of type %s cannot be kept: None, numbers, texts, lists and "
        "dictionaries can" % ("its " + place if place else "a value", type(value).__name__)
    )


def _key(key, place):
    if isinstance(key, str):
        return key
    raise TypeError(
        "state of the job: the key %.80r of %s cannot be kept: keys are texts"
        % (key, "its " + place if place else "a dictionary")
    )


class Box(object):
    """A call made for the harness, whose value or exception stays in this process."""

    def __init__(self, function):
        self._function = function
        self._raised = None
        self.value = None

    def __call__(self):
        try:
            self.value = self._function()
        except BaseException as raised:
            self._raised = raised
            raise

    def better_than(self, raised):
        """The exception as it was raised here, with its traceback, when the harness sent it back."""
        if self._raised is None:
            return raised
        if type(self._raised).__name__ == type(raised).__name__:
            return self._raised
        if isinstance(raised, error.UnhandledTestError):
            return error.UnhandledTestError(self._raised)
        return raised
