"""The directories of an Autotest client, for modules that have no job at hand."""

import os


def get_client_dir():
    """The directory of the client's code and tests: AUTODIR, or the working directory."""
    return os.environ.get("AUTODIR", os.getcwd())


def get_root_dir():
    """The same: there is no server beside a client."""
    return get_client_dir()


def get_test_dir():
    """The directory of the tests."""
    return os.environ.get("AUTODIRTEST", os.path.join(get_client_dir(), "tests"))


def get_data_dir():
    """A directory for large files that outlive a job."""
    return os.path.join(get_client_dir(), "data")


def get_tmp_dir():
    """A directory for files that do not."""
    path = os.path.join(get_client_dir(), "tmp")
    os.makedirs(path, exist_ok=True)
    return path


def get_download_dir():
    """A directory for what was downloaded."""
    return os.path.join(get_data_dir(), "downloads")
