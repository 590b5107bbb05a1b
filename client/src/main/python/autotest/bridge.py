"""The line between the harness and this process: newline-delimited JSON on a Unix domain socket.

Either side calls; while one waits for its answer it serves the calls of the other. A connection
carries one line of execution, so a thread or a forked child that calls gets one of its own.
"""

import os
import socket
import sys
import threading

from autotest import watch, wire


class Connection(object):
    """One connection to the harness.

    `handlers` maps the names of calls the harness may make to functions.
    """

    def __init__(self, path, hello, handlers):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(path)
        self._reader = self._socket.makefile("rb")
        self._lock = threading.Lock()
        self._handlers = handlers
        self._last_id = 0
        self._pid = os.getpid()
        self._send(hello)

    def call(self, name, /, *args, **kwargs):
        """Calls the harness and returns its answer, or raises the exception it answers with."""
        self._last_id += 1
        message = {"id": self._last_id, "call": name}
        if args:
            message["args"] = [wire.encode(arg) for arg in args]
        if kwargs:
            message["kwargs"] = {key: wire.encode(value) for key, value in kwargs.items()}
        self._send(message)
        return self._serve(self._last_id)

    def serve(self):
        """Serves calls of the harness until it closes the connection."""
        self._serve(None)

    def log(self, level, module, line, text):
        """Sends a log record; there is no answer."""
        self._send({"log": level, "module": module, "line": line, "text": text})

    def close(self):
        """Closes the connection, in a forked child only the child's copy of it."""
        self._reader.close()
        self._socket.close()

    def watch(self):
        """Ends this process and its session when the harness goes away in the middle of a call."""
        watch.start(self._socket.fileno())

    def _send(self, message):
        line = wire.dumps(message)
        with self._lock:
            try:
                self._socket.sendall(line)
            except OSError:
                _leave()

    def _serve(self, awaited):
        while True:
            try:
                line = self._reader.readline(wire.MESSAGE_LIMIT + 1)
            except OSError:
                line = b""
            if not line.endswith(b"\n"):
                if awaited is None:
                    return None
                _leave()
            message = wire.loads(line)
            if "call" in message:
                self._answer(message)
            elif message.get("id") != awaited:
                raise wire.WireError("waiting for answer %s: got %r" % (awaited, message))
            elif "raise" in message:
                raise wire.exception_from_wire(message["raise"])
            else:
                return message.get("return")

    def _answer(self, message):
        answer = {"id": message["id"]}
        try:
            handler = self._handlers.get(message["call"])
            if handler is None:
                raise wire.WireError("serving %s: no such call" % message["call"])
            args, kwargs = message.get("args", ()), message.get("kwargs", {})
            answer["return"] = wire.encode(handler(*args, **kwargs))
        except BaseException as exception:
            answer["raise"] = wire.exception_to_wire(exception)
        self._leave_if_forked(answer)
        sys.stdout.flush()
        sys.stderr.flush()
        self._send(answer)


    def _leave_if_forked(self, answer):
        """Ends a child that its author let run on into our code: the answer is its parent's."""
        if os.getpid() != self._pid:
            os._exit(1 if "raise" in answer else 0)


def _leave():
    """The harness is gone: nothing that this process could still do would count."""
    os._exit(1)


class Bridge(object):
    """The connections of this process: one for each thread, made when it first calls.

    After a fork the child has none of its parent's: it opens its own.
    """

    def __init__(self, path, token, role):
        self._path = path
        self._token = token
        self._role = role
        self._handlers = {}
        self._threads = threading.local()
        self._pid = None
        self._main = None

    def provide(self, handlers):
        """Adds functions that the harness may call, by name."""
        self._handlers.update(handlers)

    def serve(self):
        """Connects, and serves the harness until it closes the connection."""
        self._connection().serve()

    def call(self, name, /, *args, **kwargs):
        """Calls the harness on the connection of this thread."""
        return self._connection().call(name, *args, **kwargs)

    def log(self, level, module, line, text):
        """Sends a log record on whatever connection this process has."""
        connection = self._main if self._pid == os.getpid() else None
        (connection or self._connection()).log(level, module, line, text)

    def become_branch(self, token):
        """For a forked child that is a task of its own: its calls go under this token."""
        self._token = token
        self._role = "branch"

    def _connection(self):
        pid = os.getpid()
        if getattr(self._threads, "pid", None) == pid:
            return self._threads.connection
        role = self._role if self._pid is None else "branch"
        hello = {"hello": "python", "pid": pid, "role": role, "token": self._token}
        connection = Connection(self._path, hello, self._handlers)
        if self._pid != pid:
            if self._main is not None:
                self._main.close()
            self._pid, self._main = pid, connection
            connection.watch()
        self._threads.pid, self._threads.connection = pid, connection
        return connection
