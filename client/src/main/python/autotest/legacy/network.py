"""`urllib2` and modules of servers: what is sent and what comes is text.

Loaded when a source first uses one of them.
"""

import functools

from autotest.legacy import files, octets


def urllib2():
    """Addresses are opened with text, and read as text."""
    import urllib.error
    import urllib.parse
    import urllib.request

    class Request(urllib.request.Request):
        """An address and what is sent to it."""

        def __init__(self, url, data=None, *args, **dargs):
            urllib.request.Request.__init__(self, url, octets.raw(data), *args, **dargs)

        def add_data(self, data):
            """What is sent."""
            self.data = octets.raw(data)

        def get_data(self):
            """What is sent."""
            return octets.text(self.data)

        def has_data(self):
            """Whether something is sent."""
            return self.data is not None

        def get_host(self):
            """The machine, with its port."""
            return self.host

        def get_type(self):
            """The protocol."""
            return self.type

        def get_selector(self):
            """The path."""
            return self.selector

    def build_opener(*handlers):
        opener = urllib.request.build_opener(*handlers)
        opener.open = opening(opener.open)
        return opener

    names = {}
    for module in (urllib.request, urllib.error, urllib.parse):
        names.update({name: value for name, value in vars(module).items() if name[0] != "_"})
    names.update(Request=Request, build_opener=build_opener, urlopen=opening(urllib.request.urlopen))
    return names


def opening(urlopen):
    """The function, sending text and giving what is read as text, be it an error."""
    import urllib.error

    @functools.wraps(urlopen)
    def opened(url, data=None, *args, **dargs):
        try:
            return octets.Response(urlopen(url, octets.raw(data), *args, **dargs))
        except urllib.error.HTTPError as refused:
            if refused.fp is not None:
                refused.read = octets.Response(refused.fp).read
            raise

    return opened


class _WithText(object):
    """Serves a connection by its files: the author's functions read and write text, the library bytes."""

    def setup(self):
        """Makes the files."""
        super().setup()
        self.rfile.close()
        self.rfile = files.OldReader(self.connection.makefile("rb", 0))
        self.wfile = octets.SocketFile(self.wfile, at_once=self.wbufsize == 0)


def _names(module, **own):
    return {**{name: value for name, value in vars(module).items() if name[0] != "_"}, **own}


def _handler(module, name):
    return type(name, (_WithText, getattr(module, name)), {"__doc__": "Serves one connection."})


def http_server():
    """Requests and answers of HTTP are text."""
    import http.server

    kinds = ("BaseHTTPRequestHandler", "SimpleHTTPRequestHandler")
    return _names(http.server, **{name: _handler(http.server, name) for name in kinds})


def socketserver():
    """Requests come as text."""
    import socketserver

    class UDPServer(socketserver.UDPServer):
        """Takes datagrams."""

        def get_request(self):
            """The text of one, with the socket, and where it came from."""
            (data, connection), sender = socketserver.UDPServer.get_request(self)
            return (octets.text(data), connection), sender

    class ThreadingUDPServer(socketserver.ThreadingMixIn, UDPServer):
        """Serves each in a thread."""

    return _names(
        socketserver,
        StreamRequestHandler=_handler(socketserver, "StreamRequestHandler"),
        ThreadingUDPServer=ThreadingUDPServer,
        UDPServer=UDPServer,
    )
