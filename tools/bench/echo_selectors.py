"""echo_selectors: an echo server as one would write it in Python: `echo_selectors.py tcp|udp`

TCP: one thread and the selectors module (epoll on Linux), non-blocking sockets, a recv and a send per event;
what send does not take is kept until the socket is writable. UDP: a loop of recvfrom and sendto. The port is
the kernel's choice; the first line tells it.
"""

import resource
import selectors
import socket
import sys

BUFFER = 64 * 1024


def tell(sock, protocol):
    host, port = sock.getsockname()
    print(f"listening on {host}:{port} ({protocol})", flush=True)


def serve_tcp():
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen(4096)
    listener.setblocking(False)
    tell(listener, "TCP")

    selector = selectors.DefaultSelector()

    def accept(_sock, _events):
        while True:
            try:
                client, _address = listener.accept()
            except BlockingIOError:
                return
            client.setblocking(False)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(client, selectors.EVENT_READ, echo)

    def close(sock):
        selector.unregister(sock)
        sock.close()

    def echo(sock, _events):
        try:
            data = sock.recv(BUFFER)
            if not data:
                close(sock)
                return
        except BlockingIOError:
            return
        except OSError:
            close(sock)
            return
        try:
            sent = sock.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            close(sock)
            return
        if sent < len(data):
            flush_later(sock, memoryview(data)[sent:])

    def flush_later(sock, rest):
        def flush(_sock, _events):
            nonlocal rest
            try:
                rest = rest[sock.send(rest):]
            except BlockingIOError:
                return
            except OSError:
                close(sock)
                return
            if not rest:
                selector.modify(sock, selectors.EVENT_READ, echo)

        selector.modify(sock, selectors.EVENT_WRITE, flush)

    selector.register(listener, selectors.EVENT_READ, accept)
    while True:
        for key, events in selector.select():
            key.data(key.fileobj, events)


def serve_udp():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    tell(sock, "UDP")
    while True:
        data, address = sock.recvfrom(BUFFER)
        sock.sendto(data, address)


_soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
try:
    serve_udp() if sys.argv[1:] == ["udp"] else serve_tcp()
except KeyboardInterrupt:
    pass
