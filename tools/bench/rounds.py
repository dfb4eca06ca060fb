# 100 000 rounds of a send and a recv of 64 bytes, one call of the kernel each; the time before and after them.
import socket
from datetime import datetime

a, b = socket.socketpair()
data = b"x" * 64
print(datetime.now().strftime("%H:%M:%S.%f"))
for _ in range(100000):
    a.send(data)
    b.recv(64)
print(datetime.now().strftime("%H:%M:%S.%f"))
