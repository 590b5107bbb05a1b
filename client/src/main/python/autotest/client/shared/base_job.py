"""`status_log_entry`, for `job.record_entry`; what else was here is in `job` itself."""


class status_log_entry(object):
    """An entry of the status log. What cannot stand there is refused when it is written."""

    def __init__(self, status_code, subdir, operation, message, fields, timestamp=None):
        """`timestamp` means nothing: an entry has the time when it is written."""
        self.status_code = status_code
        self.subdir = subdir
        self.operation = operation
        self.message = message
        self.fields = dict(fields or {})
