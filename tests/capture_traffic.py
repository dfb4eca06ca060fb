# Makes one of each kind of traffic on lo while dumpcap captures it: python3 capture_traffic.py FILE
#
# Started in a network namespace of its own, so that nobody else is in the capture.

import socket
import struct
import subprocess
import sys
import time

path = sys.argv[1]
dumpcap = subprocess.Popen(["dumpcap", "-i", "lo", "-w", path], stderr=subprocess.PIPE, text=True)
for line in dumpcap.stderr:
    if line.startswith("File:"):
        break


def connected(family, host):
    server = socket.socket(family, socket.SOCK_STREAM)
    server.bind((host, 0))
    server.listen(1)
    client = socket.socket(family, socket.SOCK_STREAM)
    client.connect(server.getsockname())
    conn = server.accept()[0]
    address = server.getsockname()
    server.close()
    return client, conn, address


for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
    # Data both ways, and a half close.
    client, conn, _ = connected(family, host)
    client.sendall(b"hello")
    conn.recv(5)
    conn.sendall(b"answer")
    client.recv(6)
    client.shutdown(socket.SHUT_WR)
    conn.recv(1)
    conn.sendall(b"late")
    client.recv(4)
    conn.close()
    client.recv(1)
    client.close()

    # A reset, and a connection that is refused.
    client, conn, free = connected(family, host)
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    conn.close()
    try:
        client.recv(1)
    except ConnectionResetError:
        pass
    try:
        socket.socket(family, socket.SOCK_STREAM).connect(free)
    except ConnectionRefusedError:
        pass

    # A datagram, and one for nobody.
    here = socket.socket(family, socket.SOCK_DGRAM)
    here.bind((host, 0))
    there = socket.socket(family, socket.SOCK_DGRAM)
    there.connect(here.getsockname())
    there.send(b"a datagram")
    here.recv(99)
    here.close()
    there.send(b"nobody")
    try:
        there.recv(1)
    except ConnectionRefusedError:
        pass

# A receiver that does not read until its window has been zero and was asked about.
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
server.bind(("127.0.0.1", 0))
server.listen(1)
client = socket.socket()
client.connect(server.getsockname())
conn = server.accept()[0]
client.setblocking(False)
waiting = 0
try:
    while True:
        waiting += client.send(b"x" * 1000)
except BlockingIOError:
    pass
probes = lambda: client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 8)[3]
while probes() == 0:
    time.sleep(0.01)
while waiting > 0:
    waiting -= len(conn.recv(65536))
client.close()
conn.close()

# A datagram in fragments; the last one is how the end is found in the file.
last = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
last.bind(("127.0.0.1", 0))
last.sendto(b"y" * 5000, last.getsockname())
last.recv(9999)
last.sendto(b"THE END", last.getsockname())
while b"THE END" not in open(path, "rb").read():
    time.sleep(0.01)
dumpcap.terminate()
dumpcap.wait()
