import os, socket, select, struct, SocketServer, BaseHTTPServer, threading, urllib2, time
from autotest.client import test, utils
from autotest.client.shared import error
from autotest.client.net import net_utils

class Handler(BaseHTTPServer.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write('path %s' % self.path)

    def log_message(self, format, *args):
        print format % args

class net(test.test):
    version = 1

    def run_once(self, role):
        if role not in ['server', 'client', 'both']:
            raise error.TestError('Illegal value given for role: %s' % role)
        (getattr(self, role))()

    def server(self):
        s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(('127.0.0.1', 0))
        s.listen(1)
        c = socket.create_connection(s.getsockname())
        (peer, address) = s.accept()
        c.send(struct.pack('!I', 1234) + 'abc')
        ready = select.select([peer], [], [], 10)[0]
        if not ready:
            raise error.TestFail('nothing came')
        data = peer.recv(1024)
        number = struct.unpack('!I', data[:4])[0]
        if number != 1234 or not data.endswith('abc'):
            raise error.TestFail('got %r' % data)
        for each in (c, peer, s):
            each.close()

    def both(self):
        server = BaseHTTPServer.HTTPServer(('127.0.0.1', 0), Handler)
        t = threading.Thread(target=server.handle_request)
        t.start()
        answer = urllib2.urlopen('http://127.0.0.1:%d/x' % server.server_port).read()
        t.join()
        if answer.find('path /x') < 0:
            raise error.TestFail(answer)
        lo = net_utils.netif('lo')
        if not lo.is_up() if hasattr(lo, 'is_up') else False:
            raise error.TestFail('lo is down')
