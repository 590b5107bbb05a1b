"""The Python side of Autotest: the package that existing control files and tests import.

Nothing here runs a job by itself. The harness (Java) drives; `autotest.worker` is the process it
starts, `autotest.bridge` the line between the two, and `autotest.client` what authors see.
"""
