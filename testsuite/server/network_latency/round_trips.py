"""One end of round trips; a program that stands alone, for Python 3.6 and later.

round_trips.py answer PORT SECONDS
    Answers whoever asks, over TCP and UDP, and prints "listening" when it can.
round_trips.py tcp|udp ADDRESS PORT SECONDS REQUEST ANSWER WAIT
    Asks, and prints what it measured: {"rate": 20000.0, "latency_p50": 48.1, "latency_p99": 70.5}

A request begins with its number and the length of its answer, of four bytes each; an answer begins with that number.
"""

import json
import socket
import struct
import sys
import threading
import time

HEAD = struct.Struct("!II")
LENGTH_MIN, LENGTH_MAX = HEAD.size, 65000
ROUNDS_BEFORE_MEASURING = 100
WARM_UP_LIMIT = 10
CONNECT_LIMIT = 20
STEP_NANOS = 100


def answer(port, seconds):
    family = socket.AF_INET6 if _has_both() else socket.AF_INET
    listener, datagrams = socket.socket(family), socket.socket(family, socket.SOCK_DGRAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for end in (listener, datagrams):
        if family == socket.AF_INET6:
            end.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        end.bind(("", port))
    listener.listen(1)
    for work in (_accept, listener), (_echo, datagrams):
        threading.Thread(target=work[0], args=work[1:], daemon=True).start()
    print("listening", flush=True)
    time.sleep(seconds)


def _has_both():
    """Whether a socket of IPv6 serves IPv4 too."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            probe.bind(("::", 0))
        return True
    except OSError:
        return False


def _accept(listener):
    while True:
        asked, _ = listener.accept()
        asked.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_serve, args=(asked,), daemon=True).start()


def _serve(asked):
    """Serves one client until it hangs up. Its first eight bytes say how long requests and answers are."""
    with asked:
        try:
            length, answered = HEAD.unpack(_exactly(asked, HEAD.size))
            if not LENGTH_MIN <= min(length, answered) <= max(length, answered) <= LENGTH_MAX:
                return
            filling = bytes(answered - HEAD.size)
            while True:
                asked.sendall(_exactly(asked, length)[: HEAD.size] + filling)
        except (ConnectionError, EOFError):
            pass


def _echo(datagrams):
    while True:
        request, asker = datagrams.recvfrom(LENGTH_MAX)
        if len(request) >= HEAD.size:
            length = min(max(HEAD.unpack_from(request)[1], LENGTH_MIN), LENGTH_MAX)
            try:
                datagrams.sendto(request[: HEAD.size] + bytes(length - HEAD.size), asker)
            except OSError:
                continue  # Who asked is gone, and others are not.


def _exactly(stream, length):
    data = stream.recv(length)
    while len(data) < length:
        more = stream.recv(length - len(data))
        if not more:
            raise EOFError("it hung up")
        data += more
    return data


class Tcp:
    def __init__(self, address, port, request, answered, wait):
        self.stream = socket.create_connection((address, port), CONNECT_LIMIT)
        self.stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream.sendall(HEAD.pack(request, answered))
        self.filling, self.answered = bytes(request - HEAD.size), answered

    def trip(self, number):
        self.stream.sendall(HEAD.pack(number, self.answered) + self.filling)
        return HEAD.unpack_from(_exactly(self.stream, self.answered))[0] == number


class Udp:
    def __init__(self, address, port, request, answered, wait):
        family, kind, protocol, _, where = socket.getaddrinfo(address, port, type=socket.SOCK_DGRAM)[0]
        self.datagrams = socket.socket(family, kind, protocol)
        self.datagrams.connect(where)
        self.datagrams.settimeout(wait)
        self.filling, self.answered, self.wait = bytes(request - HEAD.size), answered, wait

    def trip(self, number):
        """Whether the answer came in time. What comes later is that of an earlier one."""
        self.datagrams.send(HEAD.pack(number, self.answered) + self.filling)
        end = time.monotonic() + self.wait
        while time.monotonic() < end:
            try:
                if HEAD.unpack_from(self.datagrams.recv(LENGTH_MAX))[0] == number:
                    return True
            except socket.timeout:
                return False
        return False


def measure(protocol, asker, seconds):
    if not any([asker.trip(number) for number in range(3)]):
        sys.exit("no answer over %s: may the port be reached?" % protocol)
    number, end = 3, time.perf_counter() + WARM_UP_LIMIT
    while number < ROUNDS_BEFORE_MEASURING and time.perf_counter() < end:
        number += 1
        asker.trip(number)
    counts, lost = {}, 0
    start = now = time.perf_counter()
    while now < start + seconds:
        number += 1
        came = asker.trip(number % (1 << 32))
        after = time.perf_counter()
        if came:
            step = int((after - now) * 1e9) // STEP_NANOS
            counts[step] = counts.get(step, 0) + 1
        else:
            lost += 1
        now = after
    trips = sum(counts.values())
    if trips == 0:
        sys.exit("no answer came in %s s" % seconds)
    measured = {"rate": trips / (now - start)}
    for percent in 50, 99:
        measured["latency_p%d" % percent] = percentile(counts, trips, percent)
    if protocol == "udp":
        measured["lost"] = 100.0 * lost / (trips + lost)
    return measured


def percentile(counts, trips, percent):
    """In microseconds."""
    left = trips * percent // 100
    for step in sorted(counts):
        left -= counts[step]
        if left < 0:
            break
    return (step + 0.5) * STEP_NANOS / 1000


def main(words):
    if words[0] == "answer":
        try:
            answer(int(words[1]), float(words[2]))
        except OSError as trouble:
            sys.exit("listening on port %s: %s" % (words[1], trouble))
        return
    protocol, address, port, seconds, request, answered, wait = words
    kind = {"tcp": Tcp, "udp": Udp}[protocol]
    try:
        asker = kind(address, int(port), int(request), int(answered), float(wait))
        print(json.dumps(measure(protocol, asker, float(seconds))))
    except (OSError, EOFError) as trouble:
        sys.exit("asking %s, port %s, over %s: %s" % (address, port, protocol, trouble))


if __name__ == "__main__":
    main(sys.argv[1:])
