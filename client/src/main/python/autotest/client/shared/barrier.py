"""A point where several hosts of a job wait for each other.

One member, the first of the sorted names, is the master: it listens, the others connect and say
`TAG HOSTID`. The master answers `wait`, or `!tag` or `!dup` to one that does not belong. When all are
there it checks each with `ping` / `pong`, then releases them with `rlse`; a member that answers
`abrt`, or asked for it, makes it send `abrt` to all.
"""

import logging
import socket
import time

from autotest.client.shared import error

DEFAULT_PORT = 11922

_WORD = 4

# How long a member may take for a word, and between two attempts to reach the master, in seconds.
_REPLY_LIMIT = 5.0
_RETRY = 0.5

# The most a greeting may have, in bytes.
_GREETING_LIMIT = 1024


def get_host_from_id(hostid):
    """The host of a member's name, which may have `#` and anything behind it."""
    if hostid.startswith("#"):
        raise error.BarrierError("Invalid Host ID: %s. Host ID should not be empty" % hostid)
    return hostid.partition("#")[0]


class listen_server(object):
    """A listening socket that several barriers of one master may share."""

    def __init__(self, address="", port=DEFAULT_PORT):
        self.address = address
        self.port = port
        self.socket = _listen(address, port)

    def close(self):
        """Listens no more."""
        self.socket.close()


def _listen(address, port):
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    listener.listen(64)
    return listener


class barrier(object):
    """One member's side: `barrier('host1', 'start', 120).rendezvous('host1', 'host2')`.

    `hostid` is this member's name, `tag` names the meeting, `timeout` is in seconds, None for as
    long as it takes.
    """

    def __init__(self, hostid, tag, timeout=None, port=None, listen_server=None):
        if listen_server is not None and port is not None:
            raise error.BarrierError("a barrier has a port or a listen_server, not both")
        self._hostid = hostid
        self._tag = tag
        self._timeout = timeout
        self._server = listen_server
        self._port = listen_server.port if listen_server else (port or DEFAULT_PORT)
        self._deadline = None
        self._wants_abort = False
        logging.info("barrier %s: %s, %s s, port %d", tag, hostid, timeout, self._port)

    def rendezvous(self, *hosts, **dargs):
        """Waits for all the hosts, of which this is one.

        `abort=True` meets them only to tell them to give up: all get BarrierAbortError.
        """
        members = sorted(hosts)
        self._begin(dargs)
        if len(members) == 1 and members[0] == self._hostid:
            return
        if self._hostid == members[0]:
            self._be_master(set(members[1:]))
        else:
            self._be_member(get_host_from_id(members[0]))

    def rendezvous_servers(self, masterid, *hosts, **dargs):
        """Like `rendezvous`, but the master connects and the others listen."""
        self._begin(dargs)
        if self._hostid == masterid:
            self._connect_to_members([host for host in hosts if host != masterid])
        else:
            self._await_master()

    def _begin(self, dargs):
        self._wants_abort = dargs.get("abort", False)
        self._deadline = None if self._timeout is None else time.monotonic() + self._timeout

    def _left(self):
        """Seconds until the time is over; BarrierError when it is."""
        if self._deadline is None:
            return None
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise error.BarrierError("timeout waiting for barrier: %s" % self._tag)
        return left

    # The one that others connect to.

    def _be_master(self, awaited):
        listener = self._server.socket if self._server else _listen("", self._port)
        present = {}
        try:
            while awaited - set(present):
                connection = self._accept(listener)
                name = self._greet(connection, awaited, present)
                if name:
                    present[name] = connection
                    logging.info("barrier %s: %s is here", self._tag, name)
            self._release(present)
        finally:
            for connection in present.values():
                connection.close()
            if self._server is None:
                listener.close()

    def _accept(self, listener):
        listener.settimeout(self._left())
        try:
            connection = listener.accept()[0]
        except socket.timeout:
            raise error.BarrierError("timeout waiting for barrier: %s" % self._tag)
        connection.settimeout(_REPLY_LIMIT)
        return connection

    def _greet(self, connection, awaited, present):
        """The name of a member that has come, or None when it was sent away."""
        try:
            tag, _, name = connection.recv(_GREETING_LIMIT).decode("utf-8", "replace").partition(" ")
            name = name.strip()
            if tag != self._tag or name not in awaited:
                answer = b"!tag"
            elif name in present and _is_alive(present[name]):
                answer = b"!dup"
            else:
                connection.sendall(b"wait")
                return name
            connection.sendall(answer)
        except OSError as failure:
            logging.debug("barrier %s: %s", self._tag, failure)
        connection.close()
        return None

    def _release(self, present):
        """Sends every member on, or everybody home when one is gone or wants to."""
        aborted = self._wants_abort
        lost = []
        for name, connection in present.items():
            answer = _exchange(connection, b"ping")
            aborted = aborted or answer == b"abrt"
            if answer not in (b"pong", b"abrt"):
                lost.append(name)
        word = b"abrt" if aborted or lost else b"rlse"
        for connection in present.values():
            try:
                connection.sendall(word)
            except OSError as failure:
                logging.debug("barrier %s: %s", self._tag, failure)
        if lost:
            raise error.BarrierError(
                "barrier %s: no answer from %s" % (self._tag, ", ".join(sorted(lost)))
            )
        if aborted:
            raise error.BarrierAbortError("Client requested abort")

    # The one that connects.

    def _be_member(self, master):
        while True:
            connection = self._connect(master)
            if connection is None:
                continue
            with connection:
                connection.sendall(("%s %s" % (self._tag, self._hostid)).encode("utf-8"))
                if self._wait_for_release(connection):
                    return
            time.sleep(min(_RETRY, self._left() or _RETRY))

    def _connect(self, host):
        try:
            limit = min(_REPLY_LIMIT, self._left() or _REPLY_LIMIT)
            return socket.create_connection((host, self._port), limit)
        except OSError as failure:
            logging.debug("barrier %s: connecting to %s: %s", self._tag, host, failure)
            time.sleep(min(_RETRY, self._left() or _RETRY))
            return None

    def _wait_for_release(self, connection):
        """True when released; False when the master went away and has to be reached again."""
        while True:
            connection.settimeout(self._left())
            try:
                word = _receive(connection)
                if word == b"ping":
                    connection.sendall(b"abrt" if self._wants_abort else b"pong")
            except socket.timeout:
                raise error.BarrierError("timeout waiting for barrier: %s" % self._tag)
            except OSError:
                return False
            if word == b"rlse":
                return True
            if word == b"abrt":
                raise error.BarrierAbortError("Client requested abort")
            if word == b"!dup":
                raise error.BarrierError(
                    "barrier %s: %s is there already" % (self._tag, self._hostid)
                )
            if word not in (b"wait", b"ping"):
                return False

    # The same with the roles of connecting and listening exchanged.

    def _connect_to_members(self, members):
        present = {}
        try:
            for name in members:
                while name not in present:
                    connection = self._connect(get_host_from_id(name))
                    if connection is not None:
                        connection.sendall(("%s %s" % (self._tag, self._hostid)).encode("utf-8"))
                        if _receive(connection) == b"wait":
                            present[name] = connection
            self._release(present)
        finally:
            for connection in present.values():
                connection.close()

    def _await_master(self):
        listener = self._server.socket if self._server else _listen("", self._port)
        try:
            while True:
                with self._accept(listener) as connection:
                    greeting = connection.recv(_GREETING_LIMIT).decode("utf-8", "replace")
                    if greeting.partition(" ")[0] != self._tag:
                        connection.sendall(b"!tag")
                        continue
                    connection.sendall(b"wait")
                    if self._wait_for_release(connection):
                        return
        finally:
            if self._server is None:
                listener.close()


def _receive(connection):
    """One word of four bytes; fewer when the other side went away."""
    word = b""
    while len(word) < _WORD:
        part = connection.recv(_WORD - len(word))
        if not part:
            break
        word += part
    return word


def _exchange(connection, word):
    """Sends a word; the answer, or nothing when none came in time."""
    try:
        connection.sendall(word)
        return _receive(connection)
    except OSError:
        return b""


def _is_alive(connection):
    """False when the other side has closed its end."""
    connection.setblocking(False)
    try:
        return connection.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        connection.settimeout(_REPLY_LIMIT)
