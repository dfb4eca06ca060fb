# 100 000 rounds of a send and a recv of 64 bytes, one call of the kernel each.
import socket

a, b = socket.socketpair()
data = b"x" * 64
for _ in range(100000):
    a.send(data)
    b.recv(64)
