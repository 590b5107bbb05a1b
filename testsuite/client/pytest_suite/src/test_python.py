"""What a Python that tests rely on must be able to do."""

import hashlib
import os
import sqlite3
import subprocess
import sys
import threading

import pytest


@pytest.mark.parametrize("text", ["", "plain", "Gr\u00fc\u00dfe", "\U0001f40d"])
def test_text_survives_its_encoding(text):
    assert text.encode("utf-8").decode("utf-8") == text


def test_a_file_is_what_was_written(tmp_path):
    data = os.urandom(100_000)
    (tmp_path / "data").write_bytes(data)
    assert hashlib.sha256((tmp_path / "data").read_bytes()).digest() == hashlib.sha256(data).digest()


def test_a_process_tells_its_status():
    assert subprocess.run([sys.executable, "-c", "raise SystemExit(7)"]).returncode == 7


def test_a_lock_keeps_threads_apart():
    lock, total = threading.Lock(), [0]

    def add():
        for _ in range(1000):
            with lock:
                total[0] += 1

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total[0] == 4000


def test_a_database_in_memory():
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE numbers (n INTEGER)")
        database.executemany("INSERT INTO numbers VALUES (?)", [(n,) for n in range(10)])
        assert database.execute("SELECT SUM(n) FROM numbers").fetchone() == (45,)


@pytest.mark.skipif(not os.path.exists("/dev/kvm"), reason="there is no /dev/kvm")
def test_virtual_machines_can_be_opened():
    with open("/dev/kvm", "rb"):
        pass
