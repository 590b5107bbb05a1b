"""Exchange of data between the hosts of a job: each gives its own and gets everybody's.

Every host names the same session and list of hosts. The master listens; each client sends what it
has, and when all have, each gets `{host: data}`. Data are what JSON can hold.
"""

import json
import logging
import os
import socket
import struct
import threading
import time

from autotest.client.shared import error
from autotest.client.shared.barrier import get_host_from_id

DEFAULT_PORT = 13234

# The most one message may have, in bytes, and the seconds between two attempts to reach the master.
_MESSAGE_LIMIT = 64 << 20
_RETRY = 0.5


def net_send_object(sock, obj):
    """Sends a value: four bytes of length, big end first, then JSON."""
    data = json.dumps(obj).encode("utf-8")
    sock.sendall(struct.pack(">I", len(data)) + data)


def net_recv_object(sock, timeout=60):
    """Receives a value; NetCommunicationError when it does not come whole and in time (seconds)."""
    sock.settimeout(timeout)
    try:
        length = struct.unpack(">I", _receive(sock, 4))[0]
        if length > _MESSAGE_LIMIT:
            raise error.NetCommunicationError("receiving data: %d bytes are too many" % length)
        return json.loads(_receive(sock, length).decode("utf-8"))
    except (OSError, ValueError) as failure:
        raise error.NetCommunicationError("receiving data: %s" % failure)


def _receive(sock, length):
    data = b""
    while len(data) < length:
        part = sock.recv(min(1 << 20, length - len(data)))
        if not part:
            raise error.NetCommunicationError(
                "receiving data: the other side went away after %d of %d bytes"
                % (len(data), length)
            )
        data += part
    return data


class SessionData(object):
    """What the hosts of one session have sent so far."""

    def __init__(self, hosts, timeout):
        self.hosts = sorted(hosts)
        self.timeout = timeout
        self.data = {}
        self.sockets = {}
        self.complete = threading.Event()


class SyncListenServer(object):
    """The master's side, in a thread: serves sessions until `close`."""

    def __init__(self, address="", port=DEFAULT_PORT, tmpdir=None):
        self._sessions = {}
        self._lock = threading.Lock()
        self.socket = socket.create_server((address, port))
        self.port = self.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="syncdata", daemon=True)
        self._thread.start()

    def close(self):
        """Serves no more."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            logging.debug("syncdata: nobody was served")
        self.socket.close()
        self._thread.join(5)

    def _serve(self):
        while True:
            try:
                connection = self.socket.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._take, args=(connection,), daemon=True).start()

    def _take(self, connection):
        try:
            session, hosts, host, timeout, data = net_recv_object(connection, 60)
            with self._lock:
                held = self._sessions.setdefault(session, SessionData(hosts, timeout))
                if held.hosts != sorted(hosts) or host not in hosts:
                    net_send_object(connection, [False, "the hosts of %s differ" % session])
                    return connection.close()
                held.data[host] = data
                held.sockets[host] = connection
                if set(held.data) != set(held.hosts):
                    return None
                del self._sessions[session]
            for waiting in held.sockets.values():
                net_send_object(waiting, [True, held.data])
                waiting.close()
        except (error.NetCommunicationError, OSError, ValueError, TypeError) as failure:
            logging.warning("syncdata: %s", failure)
            connection.close()
        return None


class SyncData(object):
    """One host's side: `SyncData(master, host, hosts, session).sync(data, timeout)`.

    The master passes its own SyncListenServer as `sync_server`, or lets one be made.
    """

    def __init__(self, masterid, hostid, hosts, session_id=None, sync_server=None, port=None):
        self.masterid = masterid
        self.hostid = hostid
        self.hosts = list(hosts)
        self.session = session_id or "default"
        self._port = port or (sync_server.port if sync_server else DEFAULT_PORT)
        self._own = None
        self._server = sync_server
        if masterid == hostid and sync_server is None:
            self._server = self._own = SyncListenServer(port=self._port)

    def close(self):
        """Ends the server that was made here, if any."""
        if self._own is not None:
            self._own.close()
            self._own = None

    def sync(self, data=None, timeout=60, session_id=None):
        """Gives `data`; {host: data} of all hosts. DataSyncError when they do not come in time."""
        session = session_id or self.session
        deadline = time.monotonic() + timeout
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise error.DataSyncError(
                    "session %s: not all of %s came in %s s" % (session, self.hosts, timeout)
                )
            try:
                good, answer = self._exchange(session, data, left, timeout)
            except (OSError, error.NetCommunicationError) as failure:
                logging.debug("syncdata %s: %s", session, failure)
                time.sleep(min(_RETRY, max(left, 0)))
                continue
            if not good:
                raise error.DataSyncError("session %s: %s" % (session, answer))
            return answer

    def _exchange(self, session, data, left, timeout):
        host = get_host_from_id(self.masterid)
        with socket.create_connection((host, self._port), min(left, 10)) as connection:
            net_send_object(connection, [session, self.hosts, self.hostid, timeout, data])
            return net_recv_object(connection, left)

    def single_sync(self, data=None, timeout=60, session_id=None):
        """Like `sync`, for a session of its own."""
        return self.sync(data, timeout, session_id or "single-%d" % os.getpid())
