// What does a wrong use of a call answer? Each row is a session whose last statement is wrong, the errno it has to
// answer, and the same in C: where gcc is present, all C parts are compiled into one program and the kernel is asked.
//
// The rows use the words of `prelude` below (C) and of `words` (the shell) for what comes before the call.

import { assertEquals } from "@std/assert";
import { peer } from "./peers.ts";
import { inFolder, Shell } from "./session_fixture.ts";

/** A wrong use of a call. */
interface Wrong {
  readonly call: string;
  /** What is wrong, as the test's name says it. */
  readonly use: string;
  readonly errno: string;
  /** The session; its last statement is the wrong use. */
  readonly lines: string;
  /** The body of a C function that returns what the call returned; undefined where C has no such error. */
  readonly c?: string;
}

const tcp = "s = socket tcp;";
const udp = "s = socket udp;";
const closed = "s = socket tcp; close s;";
const file = "s = open /dev/null;";
const bound = "b = socket tcp; bind b 127.0.0.1:0; there = getsockname(b);";
const boundUdp = "b = socket udp; bind b 127.0.0.1:0; there = getsockname(b);";
const listening = `${bound} listen b 5;`;
/** s is connected to c. */
const connected = `${listening} s = socket tcp; connect s $there; c, addr = accept b;`;
const pair = "s, c = socketpair();";
const datagrams = "s, c = socketpair(AF_UNIX, SOCK_DGRAM);";
/** s sends to an address where a bound socket hears somebody else only, so that nobody can take the port. */
const refusing = `${boundUdp} connect b 127.0.0.1:9; s = socket udp; connect s $there;`;

const cTcp = "int s = tcp();";
const cUdp = "int s = udp();";
const cClosed = "int s = tcp(); close(s);";
const cFile = 'int s = open("/dev/null", O_RDONLY);';
const cBound = "int b = bound(tcp());";
const cListening = "int b = listening();";
const cConnected = "int b = listening(), s = tcp(); connect(s, NAME(b)); int c = accept(b, 0, 0);";
const cPair = "int v[2]; socketpair(AF_UNIX, SOCK_STREAM, 0, v); int s = v[0], c = v[1];";
const cDatagrams = "int v[2]; socketpair(AF_UNIX, SOCK_DGRAM, 0, v); int s = v[0], c = v[1];";
const cRefusing =
  'int b = bound(udp()); connect(b, IN("127.0.0.1", 9)); int s = udp(); connect(s, NAME(b)); send(s, "x", 1, 0);';

const prelude = `#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#define IN(host, port) (struct sockaddr *)&(struct sockaddr_in){ .sin_family = AF_INET, \\
  .sin_port = htons(port), .sin_addr = { inet_addr(host) } }, sizeof(struct sockaddr_in)
#define IN6(port) (struct sockaddr *)&(struct sockaddr_in6){ .sin6_family = AF_INET6, \\
  .sin6_port = htons(port), .sin6_addr = IN6ADDR_LOOPBACK_INIT }, sizeof(struct sockaddr_in6)
#define UN(path) (struct sockaddr *)&(struct sockaddr_un){ AF_UNIX, path }, sizeof(struct sockaddr_un)
#define NAME(s) name(s), sizeof(struct sockaddr_in)
static struct sockaddr *name(int s) {
  static struct sockaddr_storage a; socklen_t n = sizeof a;
  getsockname(s, (struct sockaddr *)&a, &n); return (struct sockaddr *)&a;
}
static int tcp(void) { return socket(AF_INET, SOCK_STREAM, 0); }
static int udp(void) { return socket(AF_INET, SOCK_DGRAM, 0); }
static int bound(int s) { bind(s, IN("127.0.0.1", 0)); return s; }
static int listening(void) { int s = bound(tcp()); listen(s, 5); return s; }
static int option(int s, int level, int name) { int v; socklen_t n = sizeof v; return getsockopt(s, level, name, &v, &n); }
static int on(int s, int level, int name) { int v = 1; return setsockopt(s, level, name, &v, sizeof v); }
static int nonblock(int s) { return fcntl(s, F_SETFL, O_NONBLOCK); }
static char big[4000000], b10[10];
`;

const wrongUses: readonly Wrong[] = [
  // --- socket ---
  {
    call: "socket",
    use: "a family nobody has",
    errno: "EAFNOSUPPORT",
    lines: "socket(99, SOCK_STREAM)",
    c: "return socket(99, SOCK_STREAM, 0);",
  },
  {
    call: "socket",
    use: "a negative family",
    errno: "EAFNOSUPPORT",
    lines: "socket(-1, SOCK_STREAM)",
    c: "return socket(-1, SOCK_STREAM, 0);",
  },
  {
    call: "socket",
    use: "a type nobody has",
    errno: "EINVAL",
    lines: "socket(AF_INET, 99)",
    c: "return socket(AF_INET, 99, 0);",
  },
  {
    call: "socket",
    use: "a type the family has not",
    errno: "ESOCKTNOSUPPORT",
    lines: "socket(AF_INET, SOCK_RDM)",
    c: "return socket(AF_INET, SOCK_RDM, 0);",
  },
  {
    call: "socket",
    use: "a protocol of another type",
    errno: "EPROTONOSUPPORT",
    lines: "socket(AF_INET, SOCK_STREAM, IPPROTO_UDP)",
    c: "return socket(AF_INET, SOCK_STREAM, IPPROTO_UDP);",
  },
  {
    call: "socket",
    use: "a protocol in the unix family",
    errno: "EPROTONOSUPPORT",
    lines: "socket(AF_UNIX, SOCK_STREAM, 5)",
    c: "return socket(AF_UNIX, SOCK_STREAM, 5);",
  },

  // --- bind ---
  {
    call: "bind",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} bind s 127.0.0.1:0`,
    c: `${cClosed} return bind(s, IN("127.0.0.1", 0));`,
  },
  {
    call: "bind",
    use: "a descriptor that was never open",
    errno: "EBADF",
    lines: "bind 9999 127.0.0.1:0",
    c: 'return bind(9999, IN("127.0.0.1", 0));',
  },
  {
    call: "bind",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} bind s 127.0.0.1:0`,
    c: `${cFile} return bind(s, IN("127.0.0.1", 0));`,
  },
  {
    call: "bind",
    use: "a socket that is bound",
    errno: "EINVAL",
    lines: `${bound} bind b 127.0.0.1:0`,
    c: `${cBound} return bind(b, IN("127.0.0.1", 0));`,
  },
  {
    call: "bind",
    use: "an address another socket has",
    errno: "EADDRINUSE",
    lines: `${bound} ${tcp} bind s $there`,
    c: `${cBound} ${cTcp} return bind(s, NAME(b));`,
  },
  {
    call: "bind",
    use: "an address no interface has",
    errno: "EADDRNOTAVAIL",
    lines: `${tcp} bind s 198.51.100.7:0`,
    c: `${cTcp} return bind(s, IN("198.51.100.7", 0));`,
  },
  {
    call: "bind",
    use: "an IPv6 address on an IPv4 socket",
    errno: "EAFNOSUPPORT",
    lines: `${tcp} bind s [::1]:0`,
    c: `${cTcp} return bind(s, IN6(0));`,
  },
  {
    call: "bind",
    use: "an IPv4 address on an IPv6 socket",
    errno: "EINVAL",
    lines: "s = socket tcp6; bind s 127.0.0.1:0",
    c: 'return bind(socket(AF_INET6, SOCK_STREAM, 0), IN("127.0.0.1", 0));',
  },
  {
    call: "bind",
    use: "a unix path on an IPv4 socket",
    errno: "EAFNOSUPPORT",
    lines: `${tcp} bind s unix:a-path-as-long-as-an-address`,
    c: `${cTcp} return bind(s, UN("a-path-as-long-as-an-address"));`,
  },
  {
    call: "bind",
    use: "an IPv4 address on a unix socket",
    errno: "EINVAL",
    lines: "s = socket unix; bind s 127.0.0.1:0",
    c: 'return bind(socket(AF_UNIX, SOCK_STREAM, 0), IN("127.0.0.1", 0));',
  },
  {
    call: "bind",
    use: "an addrlen that is too short",
    errno: "EINVAL",
    lines: `${tcp} bind s 127.0.0.1:0 4`,
    c: `${cTcp} struct sockaddr_in a = { AF_INET }; return bind(s, (void *)&a, 4);`,
  },
  {
    call: "bind",
    use: "an addrlen that is too long",
    errno: "EINVAL",
    lines: `${tcp} bind s 127.0.0.1:0 129`,
    c: `${cTcp} return bind(s, (void *)big, 129);`,
  },
  {
    call: "bind",
    use: "an addrlen beyond every int",
    errno: "EINVAL",
    lines: `${tcp} bind s 127.0.0.1:0 4294967295`,
    c: `${cTcp} return bind(s, (void *)big, 4294967295u);`,
  },
  {
    call: "bind",
    use: "a folder that does not exist",
    errno: "ENOENT",
    lines: "s = socket unix; bind s unix:nowhere/s",
    c: 'return bind(socket(AF_UNIX, SOCK_STREAM, 0), UN("nowhere/s"));',
  },
  {
    call: "bind",
    use: "a folder that is a file",
    errno: "ENOTDIR",
    lines: "s = socket unix; bind s unix:/dev/null/s",
    c: 'return bind(socket(AF_UNIX, SOCK_STREAM, 0), UN("/dev/null/s"));',
  },
  {
    call: "bind",
    use: "a unix path that exists",
    errno: "EADDRINUSE",
    lines: "s = socket unix; bind s unix:/dev/null",
    c: 'return bind(socket(AF_UNIX, SOCK_STREAM, 0), UN("/dev/null"));',
  },
  {
    call: "bind",
    use: "a host name nobody has",
    errno: "EAI_NONAME",
    lines: `${tcp} bind s "no host:80"; bind s (("no host", 80))`.replace('bind s "no host:80"; ', ""),
  },

  // --- listen ---
  {
    call: "listen",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} listen s 5`,
    c: `${cClosed} return listen(s, 5);`,
  },
  { call: "listen", use: "descriptor -1", errno: "EBADF", lines: "listen -1 5", c: "return listen(-1, 5);" },
  {
    call: "listen",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} listen s 5`,
    c: `${cFile} return listen(s, 5);`,
  },
  {
    call: "listen",
    use: "a UDP socket",
    errno: "EOPNOTSUPP",
    lines: `${udp} listen s 5`,
    c: `${cUdp} return listen(s, 5);`,
  },
  {
    call: "listen",
    use: "a unix datagram socket",
    errno: "EOPNOTSUPP",
    lines: `${datagrams} listen s 5`,
    c: `${cDatagrams} return listen(s, 5);`,
  },
  {
    call: "listen",
    use: "a connected socket",
    errno: "EINVAL",
    lines: `${connected} listen s 5`,
    c: `${cConnected} return listen(s, 5);`,
  },
  {
    call: "listen",
    use: "a unix socket without a name",
    errno: "EINVAL",
    lines: "s = socket unix; listen s 5",
    c: "return listen(socket(AF_UNIX, SOCK_STREAM, 0), 5);",
  },
  {
    call: "listen",
    use: "a port another socket listens on",
    errno: "EADDRINUSE",
    lines:
      "b = socket tcp; s = socket tcp; setsockopt b SOL_SOCKET SO_REUSEADDR 1; setsockopt s SOL_SOCKET SO_REUSEADDR 1;" +
      "bind b 127.0.0.1:0; bind s (getsockname(b)); listen b 5; listen s 5",
    c: "int b = tcp(), s = tcp(); on(b, SOL_SOCKET, SO_REUSEADDR); on(s, SOL_SOCKET, SO_REUSEADDR);" +
      "bound(b); bind(s, NAME(b)); listen(b, 5); return listen(s, 5);",
  },

  // --- accept ---
  {
    call: "accept",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} accept s`,
    c: `${cClosed} return accept(s, 0, 0);`,
  },
  {
    call: "accept",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} accept s`,
    c: `${cFile} return accept(s, 0, 0);`,
  },
  {
    call: "accept",
    use: "a bound socket that does not listen",
    errno: "EINVAL",
    lines: `${bound} accept b`,
    c: `${cBound} return accept(b, 0, 0);`,
  },
  {
    call: "accept",
    use: "a connected socket",
    errno: "EINVAL",
    lines: `${connected} accept s`,
    c: `${cConnected} return accept(s, 0, 0);`,
  },
  {
    call: "accept",
    use: "a UDP socket",
    errno: "EOPNOTSUPP",
    lines: `${boundUdp} accept b`,
    c: "return accept(bound(udp()), 0, 0);",
  },
  {
    call: "accept",
    use: "a unix socket that does not listen",
    errno: "EINVAL",
    lines: `${pair} accept s`,
    c: `${cPair} return accept(s, 0, 0);`,
  },
  {
    call: "accept",
    use: "a non-blocking socket without clients",
    errno: "EAGAIN",
    lines: `${listening} setblocking b False; accept b`,
    c: `${cListening} nonblock(b); return accept(b, 0, 0);`,
  },

  // --- connect ---
  {
    call: "connect",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} connect s 127.0.0.1:1`,
    c: `${cClosed} return connect(s, IN("127.0.0.1", 1));`,
  },
  {
    call: "connect",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} connect s 127.0.0.1:1`,
    c: `${cFile} return connect(s, IN("127.0.0.1", 1));`,
  },
  {
    call: "connect",
    use: "a port where nobody listens",
    errno: "ECONNREFUSED",
    lines: `${bound} ${tcp} connect s $there`,
    c: `${cBound} ${cTcp} return connect(s, NAME(b));`,
  },
  {
    call: "connect",
    use: "port 0",
    errno: "ECONNREFUSED",
    lines: `${tcp} connect s 127.0.0.1:0`,
    c: `${cTcp} return connect(s, IN("127.0.0.1", 0));`,
  },
  {
    call: "connect",
    use: "a connected socket",
    errno: "EISCONN",
    lines: `${connected} connect s $there`,
    c: `${cConnected} return connect(s, NAME(b));`,
  },
  {
    call: "connect",
    use: "a listening socket",
    errno: "EISCONN",
    lines: `${listening} connect b $there`,
    c: `${cListening} return connect(b, NAME(b));`,
  },
  {
    call: "connect",
    use: "an IPv6 address on an IPv4 socket",
    errno: "EAFNOSUPPORT",
    lines: `${tcp} connect s [::1]:1`,
    c: `${cTcp} return connect(s, IN6(1));`,
  },
  {
    call: "connect",
    use: "an IPv4 address on an IPv6 socket",
    errno: "EINVAL",
    lines: "s = socket tcp6; connect s 127.0.0.1:1",
    c: 'return connect(socket(AF_INET6, SOCK_STREAM, 0), IN("127.0.0.1", 1));',
  },
  {
    call: "connect",
    use: "an addrlen that is too short",
    errno: "EINVAL",
    lines: `${tcp} connect s 127.0.0.1:1 8`,
    c: `${cTcp} struct sockaddr_in a = { AF_INET }; return connect(s, (void *)&a, 8);`,
  },
  {
    call: "connect",
    use: "an addrlen of 0",
    errno: "EINVAL",
    lines: `${tcp} connect s 127.0.0.1:1 0`,
    c: `${cTcp} return connect(s, (void *)big, 0);`,
  },
  {
    call: "connect",
    use: "a unix path that does not exist",
    errno: "ENOENT",
    lines: "s = socket unix; connect s unix:nowhere",
    c: 'return connect(socket(AF_UNIX, SOCK_STREAM, 0), UN("nowhere"));',
  },
  {
    call: "connect",
    use: "a unix path that is no socket",
    errno: "ECONNREFUSED",
    lines: "s = socket unix; connect s unix:/dev/null",
    c: 'return connect(socket(AF_UNIX, SOCK_STREAM, 0), UN("/dev/null"));',
  },
  {
    call: "connect",
    use: "a unix socket that does not listen",
    errno: "ECONNREFUSED",
    lines: "b = socket unix; bind b unix:b; s = socket unix; connect s unix:b",
    c: 'bind(socket(AF_UNIX, SOCK_STREAM, 0), UN("b")); return connect(socket(AF_UNIX, SOCK_STREAM, 0), UN("b"));',
  },
  {
    call: "connect",
    use: "a unix socket of another type",
    errno: "EPROTOTYPE",
    lines: "b = socket unixgram; bind b unix:b; s = socket unix; connect s unix:b",
    c: 'bind(socket(AF_UNIX, SOCK_DGRAM, 0), UN("b")); return connect(socket(AF_UNIX, SOCK_STREAM, 0), UN("b"));',
  },
  {
    call: "connect",
    use: "a broadcast address without SO_BROADCAST",
    errno: "EACCES",
    lines: `${udp} connect s 127.255.255.255:9`,
    c: `${cUdp} return connect(s, IN("127.255.255.255", 9));`,
  },
  {
    call: "connect",
    use: "a non-blocking socket against a full queue",
    errno: "EINPROGRESS",
    lines:
      `${bound} listen b 0; a = socket tcp; connect a $there; ${tcp} setblocking s False; connect s $there`,
    c: `${cBound} listen(b, 0); connect(tcp(), NAME(b)); ${cTcp} nonblock(s); return connect(s, NAME(b));`,
  },
  {
    call: "connect",
    use: "a second time while the first goes on",
    errno: "EALREADY",
    lines:
      `${bound} listen b 0; a = socket tcp; connect a $there; ${tcp} setblocking s False; connect s $there => EINPROGRESS; connect s $there`,
    c: `${cBound} listen(b, 0); connect(tcp(), NAME(b)); ${cTcp} nonblock(s); connect(s, NAME(b)); return connect(s, NAME(b));`,
  },
  {
    call: "connect",
    use: "a service nobody has",
    errno: "EAI_SERVICE",
    lines: `${tcp} connect s 127.0.0.1:no-such-service`,
    c: `${cTcp} struct addrinfo h = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *r; return eai(getaddrinfo("127.0.0.1", "no-such-service", &h, &r));`,
  },
  {
    call: "connect",
    use: "an IPv6 address as the name of an IPv4 host",
    errno: "EAI_NONAME",
    lines: `${tcp} connect s "host name":80`.replace('"host name":80', '(("no host", 80))'),
    c: `struct addrinfo h = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *r; return eai(getaddrinfo("no host", "80", &h, &r));`,
  },

  // --- connect_ex: the number is the value ---
  {
    call: "connect_ex",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} connect_ex s 127.0.0.1:1`,
    c: `${cClosed} return connect(s, IN("127.0.0.1", 1));`,
  },
  {
    call: "connect_ex",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} connect_ex s 127.0.0.1:1`,
    c: `${cFile} return connect(s, IN("127.0.0.1", 1));`,
  },
  {
    call: "connect_ex",
    use: "a port where nobody listens",
    errno: "ECONNREFUSED",
    lines: `${bound} ${tcp} connect_ex s $there`,
    c: `${cBound} ${cTcp} return connect(s, NAME(b));`,
  },
  {
    call: "connect_ex",
    use: "a connected socket",
    errno: "EISCONN",
    lines: `${connected} connect_ex s $there`,
    c: `${cConnected} return connect(s, NAME(b));`,
  },

  // --- send ---
  {
    call: "send",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} send s x`,
    c: `${cClosed} return send(s, "x", 1, 0);`,
  },
  {
    call: "send",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} send s x`,
    c: `${cFile} return send(s, "x", 1, 0);`,
  },
  {
    call: "send",
    use: "an unconnected TCP socket",
    errno: "EPIPE",
    lines: `${tcp} send s x`,
    c: `${cTcp} return send(s, "x", 1, 0);`,
  },
  {
    call: "send",
    use: "an unconnected unix socket",
    errno: "ENOTCONN",
    lines: "s = socket unix; send s x",
    c: 'return send(socket(AF_UNIX, SOCK_STREAM, 0), "x", 1, 0);',
  },
  {
    call: "send",
    use: "an unconnected UDP socket",
    errno: "EDESTADDRREQ",
    lines: `${udp} send s x`,
    c: `${cUdp} return send(s, "x", 1, 0);`,
  },
  {
    call: "send",
    use: "an unconnected unix datagram socket",
    errno: "ENOTCONN",
    lines: "s = socket unixgram; send s x",
    c: 'return send(socket(AF_UNIX, SOCK_DGRAM, 0), "x", 1, 0);',
  },
  {
    call: "send",
    use: "after shutdown for writing",
    errno: "EPIPE",
    lines: `${connected} shutdown s SHUT_WR; send s x`,
    c: `${cConnected} shutdown(s, SHUT_WR); return send(s, "x", 1, 0);`,
  },
  {
    call: "send",
    use: "a second time after the peer closed",
    errno: "EPIPE",
    lines: `${connected} close c; send s x => 1; send s x`,
    c: `${cConnected} close(c); send(s, "x", 1, 0); return send(s, "x", 1, 0);`,
  },
  {
    call: "send",
    use: "a unix socket whose peer closed",
    errno: "EPIPE",
    lines: `${pair} close c; send s x`,
    c: `${cPair} close(c); return send(s, "x", 1, 0);`,
  },
  {
    call: "send",
    use: "more than a datagram holds",
    errno: "EMSGSIZE",
    lines: `${boundUdp} ${udp} connect s $there; send s ("a" * 65508)`,
    c: "int b = bound(udp()), s = udp(); connect(s, NAME(b)); return send(s, big, 65508, 0);",
  },
  {
    call: "send",
    use: "a UDP peer that refused before",
    errno: "ECONNREFUSED",
    lines: `${refusing} send s x => 1; send s x`,
    c: `${cRefusing} return send(s, "x", 1, 0);`,
  },
  {
    call: "send",
    use: "out-of-band data on UDP",
    errno: "EOPNOTSUPP",
    lines: `${boundUdp} ${udp} connect s $there; send s x MSG_OOB`,
    c: 'int b = bound(udp()), s = udp(); connect(s, NAME(b)); return send(s, "x", 1, MSG_OOB);',
  },
  {
    call: "send",
    use: "a full non-blocking socket",
    errno: "EAGAIN",
    lines: `${pair} setblocking s False; send s ("a" * 4000000); send s x`,
    c: `${cPair} nonblock(s); send(s, big, 4000000, 0); return send(s, "x", 1, 0);`,
  },

  // --- sendall ---
  {
    call: "sendall",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} sendall s x`,
    c: `${cClosed} return send(s, "x", 1, 0);`,
  },
  {
    call: "sendall",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} sendall s x`,
    c: `${cFile} return send(s, "x", 1, 0);`,
  },
  {
    call: "sendall",
    use: "an unconnected socket",
    errno: "EPIPE",
    lines: `${tcp} sendall s x`,
    c: `${cTcp} return send(s, "x", 1, 0);`,
  },
  {
    call: "sendall",
    use: "more than a datagram holds",
    errno: "EMSGSIZE",
    lines: `${datagrams} sendall s ("a" * 4000000)`,
    c: `${cDatagrams} return send(s, big, 4000000, 0);`,
  },
  {
    call: "sendall",
    use: "more than a non-blocking socket takes",
    errno: "EAGAIN",
    lines: `${pair} setblocking s False; sendall s ("a" * 4000000)`,
    c: `${cPair} nonblock(s); send(s, big, 4000000, 0); return send(s, big, 4000000, 0);`,
  },

  // --- recv ---
  {
    call: "recv",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} recv s 10`,
    c: `${cClosed} return recv(s, b10, 10, 0);`,
  },
  {
    call: "recv",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} recv s 10`,
    c: `${cFile} return recv(s, b10, 10, 0);`,
  },
  {
    call: "recv",
    use: "an unconnected TCP socket",
    errno: "ENOTCONN",
    lines: `${tcp} recv s 10`,
    c: `${cTcp} return recv(s, b10, 10, 0);`,
  },
  {
    call: "recv",
    use: "a listening socket",
    errno: "ENOTCONN",
    lines: `${listening} recv b 10`,
    c: `${cListening} return recv(b, b10, 10, 0);`,
  },
  {
    call: "recv",
    use: "an unconnected unix socket",
    errno: "EINVAL",
    lines: "s = socket unix; recv s 10",
    c: "return recv(socket(AF_UNIX, SOCK_STREAM, 0), b10, 10, 0);",
  },
  {
    call: "recv",
    use: "an unconnected seqpacket socket",
    errno: "ENOTCONN",
    lines: "s = socket unixpacket; recv s 10",
    c: "return recv(socket(AF_UNIX, SOCK_SEQPACKET, 0), b10, 10, 0);",
  },
  {
    call: "recv",
    use: "out-of-band data where there are none",
    errno: "EINVAL",
    lines: `${connected} recv s 10 MSG_OOB`,
    c: `${cConnected} return recv(s, b10, 10, MSG_OOB);`,
  },
  {
    call: "recv",
    use: "out-of-band data on unix datagrams",
    errno: "EOPNOTSUPP",
    lines: `${datagrams} recv s 10 MSG_OOB`,
    c: `${cDatagrams} return recv(s, b10, 10, MSG_OOB);`,
  },
  {
    call: "recv",
    use: "an empty error queue",
    errno: "EAGAIN",
    lines: `${connected} recv s 10 MSG_ERRQUEUE`,
    c: `${cConnected} return recv(s, b10, 10, MSG_ERRQUEUE);`,
  },
  {
    call: "recv",
    use: "a non-blocking socket without data",
    errno: "EAGAIN",
    lines: `${pair} setblocking s False; recv s 10`,
    c: `${cPair} nonblock(s); return recv(s, b10, 10, 0);`,
  },
  {
    call: "recv",
    use: "MSG_DONTWAIT without data",
    errno: "EAGAIN",
    lines: `${pair} recv s 10 MSG_DONTWAIT`,
    c: `${cPair} return recv(s, b10, 10, MSG_DONTWAIT);`,
  },
  {
    call: "recv",
    use: "a peer that reset the connection",
    errno: "ECONNRESET",
    lines: `${connected} send s x; close c; recv s 10`,
    c: `${cConnected} send(s, "x", 1, 0); close(c); return recv(s, b10, 10, 0);`,
  },
  {
    call: "recv",
    use: "a UDP peer that refused",
    errno: "ECONNREFUSED",
    lines: `${refusing} send s x; recv s 10`,
    c: `${cRefusing} return recv(s, b10, 10, 0);`,
  },
  {
    call: "recv",
    use: "a UDP peer that refused, with room for more than any datagram",
    errno: "ECONNREFUSED",
    lines: `${refusing} send s x; recv s 2147483647`,
    c: `${cRefusing} return recv(s, big, 4000000, 0);`,
  },

  // --- sendto ---
  {
    call: "sendto",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} sendto s x 127.0.0.1:9`,
    c: `${cClosed} return sendto(s, "x", 1, 0, IN("127.0.0.1", 9));`,
  },
  {
    call: "sendto",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} sendto s x 127.0.0.1:9`,
    c: `${cFile} return sendto(s, "x", 1, 0, IN("127.0.0.1", 9));`,
  },
  {
    call: "sendto",
    use: "port 0",
    errno: "EINVAL",
    lines: `${udp} sendto s x 127.0.0.1:0`,
    c: `${cUdp} return sendto(s, "x", 1, 0, IN("127.0.0.1", 0));`,
  },
  {
    call: "sendto",
    use: "an IPv6 address on an IPv4 socket",
    errno: "EAFNOSUPPORT",
    lines: `${udp} sendto s x [::1]:9`,
    c: `${cUdp} return sendto(s, "x", 1, 0, IN6(9));`,
  },
  {
    call: "sendto",
    use: "an addrlen that is too short",
    errno: "EINVAL",
    lines: `${udp} sendto s x 1 0 127.0.0.1:9 8`,
    c: `${cUdp} struct sockaddr_in a = { AF_INET }; return sendto(s, "x", 1, 0, (void *)&a, 8);`,
  },
  {
    call: "sendto",
    use: "a broadcast address without SO_BROADCAST",
    errno: "EACCES",
    lines: `${udp} sendto s x 127.255.255.255:9`,
    c: `${cUdp} return sendto(s, "x", 1, 0, IN("127.255.255.255", 9));`,
  },
  {
    call: "sendto",
    use: "more than a datagram holds",
    errno: "EMSGSIZE",
    lines: `${udp} sendto s ("a" * 70000) 127.0.0.1:9`,
    c: `${cUdp} return sendto(s, big, 70000, 0, IN("127.0.0.1", 9));`,
  },
  {
    call: "sendto",
    use: "NULL on an unconnected socket",
    errno: "EDESTADDRREQ",
    lines: `${udp} sendto s x 1 0 NULL 0`,
    c: `${cUdp} return sendto(s, "x", 1, 0, 0, 0);`,
  },
  {
    call: "sendto",
    use: "an address on a connected unix stream",
    errno: "EISCONN",
    lines: `${pair} sendto s x unix:b`,
    c: `${cPair} return sendto(s, "x", 1, 0, UN("b"));`,
  },
  {
    call: "sendto",
    use: "a unix path that does not exist",
    errno: "ENOENT",
    lines: "s = socket unixgram; sendto s x unix:nowhere",
    c: 'return sendto(socket(AF_UNIX, SOCK_DGRAM, 0), "x", 1, 0, UN("nowhere"));',
  },
  {
    call: "sendto",
    use: "a unix socket nobody holds any more",
    errno: "ECONNREFUSED",
    lines: "b = socket unixgram; bind b unix:b; close b; s = socket unixgram; sendto s x unix:b",
    c: 'int b = socket(AF_UNIX, SOCK_DGRAM, 0); bind(b, UN("b")); close(b); return sendto(socket(AF_UNIX, SOCK_DGRAM, 0), "x", 1, 0, UN("b"));',
  },
  {
    call: "sendto",
    use: "a host name nobody has",
    errno: "EAI_NONAME",
    lines: `${udp} sendto s x (("no host", 9))`,
    c: `struct addrinfo h = { .ai_family = AF_INET, .ai_socktype = SOCK_DGRAM }, *r; return eai(getaddrinfo("no host", "9", &h, &r));`,
  },

  // --- recvfrom ---
  {
    call: "recvfrom",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} recvfrom s 10`,
    c: `${cClosed} return recvfrom(s, b10, 10, 0, 0, 0);`,
  },
  {
    call: "recvfrom",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} recvfrom s 10`,
    c: `${cFile} return recvfrom(s, b10, 10, 0, 0, 0);`,
  },
  {
    call: "recvfrom",
    use: "an unconnected TCP socket",
    errno: "ENOTCONN",
    lines: `${tcp} recvfrom s 10`,
    c: `${cTcp} return recvfrom(s, b10, 10, 0, 0, 0);`,
  },
  {
    call: "recvfrom",
    use: "MSG_DONTWAIT without data",
    errno: "EAGAIN",
    lines: `${boundUdp} recvfrom b 10 MSG_DONTWAIT`,
    c: "return recvfrom(bound(udp()), b10, 10, MSG_DONTWAIT, 0, 0);",
  },
  {
    call: "recvfrom",
    use: "a UDP peer that refused",
    errno: "ECONNREFUSED",
    lines: `${refusing} send s x; recvfrom s 10`,
    c: `${cRefusing} return recvfrom(s, b10, 10, 0, 0, 0);`,
  },

  // --- shutdown ---
  {
    call: "shutdown",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} shutdown s SHUT_WR`,
    c: `${cClosed} return shutdown(s, SHUT_WR);`,
  },
  {
    call: "shutdown",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} shutdown s SHUT_WR`,
    c: `${cFile} return shutdown(s, SHUT_WR);`,
  },
  {
    call: "shutdown",
    use: "an unconnected TCP socket",
    errno: "ENOTCONN",
    lines: `${tcp} shutdown s SHUT_WR`,
    c: `${cTcp} return shutdown(s, SHUT_WR);`,
  },
  {
    call: "shutdown",
    use: "an unconnected UDP socket",
    errno: "ENOTCONN",
    lines: `${udp} shutdown s SHUT_RD`,
    c: `${cUdp} return shutdown(s, SHUT_RD);`,
  },
  {
    call: "shutdown",
    use: "a way nobody knows",
    errno: "EINVAL",
    lines: `${connected} shutdown s 3`,
    c: `${cConnected} return shutdown(s, 3);`,
  },

  // --- close ---
  {
    call: "close",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} close s`,
    c: `${cClosed} return close(s);`,
  },
  { call: "close", use: "descriptor -1", errno: "EBADF", lines: "close -1", c: "return close(-1);" },
  {
    call: "close",
    use: "a descriptor that was never open",
    errno: "EBADF",
    lines: "close 9999",
    c: "return close(9999);",
  },
  {
    call: "close",
    use: "a closed file",
    errno: "EBADF",
    lines: `${file} close s; close s`,
    c: `${cFile} close(s); return close(s);`,
  },

  // --- getsockname, getpeername ---
  {
    call: "getsockname",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} getsockname s`,
    c: `${cClosed} socklen_t n = 10; return getsockname(s, (void *)big, &n);`,
  },
  {
    call: "getsockname",
    use: "descriptor -1",
    errno: "EBADF",
    lines: "getsockname -1",
    c: "socklen_t n = 10; return getsockname(-1, (void *)big, &n);",
  },
  {
    call: "getsockname",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} getsockname s`,
    c: `${cFile} socklen_t n = 10; return getsockname(s, (void *)big, &n);`,
  },
  {
    call: "getsockname",
    use: "a folder",
    errno: "ENOTSOCK",
    lines: "s = open / O_RDONLY|O_DIRECTORY; getsockname s",
    c: 'int s = open("/", O_RDONLY | O_DIRECTORY); socklen_t n = 10; return getsockname(s, (void *)big, &n);',
  },
  {
    call: "getpeername",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} getpeername s`,
    c: `${cClosed} socklen_t n = 10; return getpeername(s, (void *)big, &n);`,
  },
  {
    call: "getpeername",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} getpeername s`,
    c: `${cFile} socklen_t n = 10; return getpeername(s, (void *)big, &n);`,
  },
  {
    call: "getpeername",
    use: "an unconnected TCP socket",
    errno: "ENOTCONN",
    lines: `${tcp} getpeername s`,
    c: `${cTcp} socklen_t n = 10; return getpeername(s, (void *)big, &n);`,
  },
  {
    call: "getpeername",
    use: "a listening socket",
    errno: "ENOTCONN",
    lines: `${listening} getpeername b`,
    c: `${cListening} socklen_t n = 10; return getpeername(b, (void *)big, &n);`,
  },
  {
    call: "getpeername",
    use: "a bound UDP socket",
    errno: "ENOTCONN",
    lines: `${boundUdp} getpeername b`,
    c: "int b = bound(udp()); socklen_t n = 10; return getpeername(b, (void *)big, &n);",
  },

  // --- setsockopt ---
  {
    call: "setsockopt",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} setsockopt s SOL_SOCKET SO_REUSEADDR 1`,
    c: `${cClosed} return on(s, SOL_SOCKET, SO_REUSEADDR);`,
  },
  {
    call: "setsockopt",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} setsockopt s SOL_SOCKET SO_REUSEADDR 1`,
    c: `${cFile} return on(s, SOL_SOCKET, SO_REUSEADDR);`,
  },
  {
    call: "setsockopt",
    use: "an option nobody knows",
    errno: "ENOPROTOOPT",
    lines: `${tcp} setsockopt s SOL_SOCKET 9999 1`,
    c: `${cTcp} return on(s, SOL_SOCKET, 9999);`,
  },
  {
    call: "setsockopt",
    use: "a level nobody knows",
    errno: "ENOPROTOOPT",
    lines: `${tcp} setsockopt s 9999 1 1`,
    c: `${cTcp} return on(s, 9999, 1);`,
  },
  {
    call: "setsockopt",
    use: "an option that can only be read",
    errno: "ENOPROTOOPT",
    lines: `${tcp} setsockopt s SOL_SOCKET SO_TYPE 1`,
    c: `${cTcp} return on(s, SOL_SOCKET, SO_TYPE);`,
  },
  {
    call: "setsockopt",
    use: "an option of TCP on UDP",
    errno: "ENOPROTOOPT",
    lines: `${udp} setsockopt s IPPROTO_TCP TCP_NODELAY 1`,
    c: `${cUdp} return on(s, IPPROTO_TCP, TCP_NODELAY);`,
  },
  {
    call: "setsockopt",
    use: "an option of TCP on a unix socket",
    errno: "EOPNOTSUPP",
    lines: `${pair} setsockopt s IPPROTO_TCP TCP_NODELAY 1`,
    c: `${cPair} return on(s, IPPROTO_TCP, TCP_NODELAY);`,
  },
  {
    call: "setsockopt",
    use: "an optlen that is too short",
    errno: "EINVAL",
    lines: `${tcp} setsockopt s SOL_SOCKET SO_REUSEADDR 1 1`,
    c: `${cTcp} return setsockopt(s, SOL_SOCKET, SO_REUSEADDR, big, 1);`,
  },
  {
    call: "setsockopt",
    use: "an optlen that is negative as an int",
    errno: "EINVAL",
    lines: `${tcp} setsockopt s SOL_SOCKET SO_REUSEADDR 1 4294967295`,
    c: `${cTcp} return setsockopt(s, SOL_SOCKET, SO_REUSEADDR, big, 4294967295u);`,
  },
  {
    call: "setsockopt",
    use: "an int where a timeval is wanted",
    errno: "EINVAL",
    lines: `${tcp} setsockopt s SOL_SOCKET SO_RCVTIMEO 1`,
    c: `${cTcp} return on(s, SOL_SOCKET, SO_RCVTIMEO);`,
  },
  {
    call: "setsockopt",
    use: "a timeval of two million microseconds",
    errno: "EDOM",
    lines: `${tcp} setsockopt s SOL_SOCKET SO_RCVTIMEO hex"0000000000000000 80841e0000000000"`,
    c: `${cTcp} struct timeval t = { 0, 2000000 }; return setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);`,
  },
  {
    call: "setsockopt",
    use: "a value out of range",
    errno: "EINVAL",
    lines: `${tcp} setsockopt s IPPROTO_IP IP_TTL 256`,
    c: `${cTcp} int v = 256; return setsockopt(s, IPPROTO_IP, IP_TTL, &v, sizeof v);`,
  },

  // --- getsockopt ---
  {
    call: "getsockopt",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} getsockopt s SOL_SOCKET SO_TYPE`,
    c: `${cClosed} return option(s, SOL_SOCKET, SO_TYPE);`,
  },
  {
    call: "getsockopt",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} getsockopt s SOL_SOCKET SO_TYPE`,
    c: `${cFile} return option(s, SOL_SOCKET, SO_TYPE);`,
  },
  {
    call: "getsockopt",
    use: "an option nobody knows",
    errno: "ENOPROTOOPT",
    lines: `${tcp} getsockopt s SOL_SOCKET 9999`,
    c: `${cTcp} return option(s, SOL_SOCKET, 9999);`,
  },
  {
    call: "getsockopt",
    use: "a level nobody knows",
    errno: "EOPNOTSUPP",
    lines: `${tcp} getsockopt s 9999 1`,
    c: `${cTcp} return option(s, 9999, 1);`,
  },
  {
    call: "getsockopt",
    use: "an option of TCP on UDP",
    errno: "EOPNOTSUPP",
    lines: `${udp} getsockopt s IPPROTO_TCP TCP_INFO`,
    c: `${cUdp} return option(s, IPPROTO_TCP, TCP_INFO);`,
  },
  {
    call: "getsockopt",
    use: "an option of TCP on a unix socket",
    errno: "EOPNOTSUPP",
    lines: `${pair} getsockopt s IPPROTO_TCP TCP_INFO`,
    c: `${cPair} return option(s, IPPROTO_TCP, TCP_INFO);`,
  },

  // --- settimeout, setblocking: setsockopt and fcntl ---
  {
    call: "settimeout",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} settimeout s 1`,
    c: `${cClosed} struct timeval t = { 1 }; return setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);`,
  },
  {
    call: "settimeout",
    use: "descriptor -1",
    errno: "EBADF",
    lines: "settimeout -1 1",
    c: "struct timeval t = { 1 }; return setsockopt(-1, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);",
  },
  {
    call: "settimeout",
    use: "a closed socket with 0",
    errno: "EBADF",
    lines: `${closed} settimeout s 0`,
    c: `${cClosed} return nonblock(s);`,
  },
  {
    call: "settimeout",
    use: "a file",
    errno: "ENOTSOCK",
    lines: `${file} settimeout s None`,
    c: `${cFile} struct timeval t = { 0 }; return setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);`,
  },
  {
    call: "setblocking",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} setblocking s False`,
    c: `${cClosed} return nonblock(s);`,
  },
  {
    call: "setblocking",
    use: "descriptor -1",
    errno: "EBADF",
    lines: "setblocking -1 True",
    c: "return fcntl(-1, F_SETFL, 0);",
  },
  {
    call: "setblocking",
    use: "a descriptor that is a path alone",
    errno: "EBADF",
    lines: "s = open / O_PATH; setblocking s False",
    c: 'return nonblock(open("/", O_PATH));',
  },

  // --- socketpair ---
  {
    call: "socketpair",
    use: "a family without pairs",
    errno: "EOPNOTSUPP",
    lines: "socketpair(AF_INET, SOCK_STREAM)",
    c: "int v[2]; return socketpair(AF_INET, SOCK_STREAM, 0, v);",
  },
  {
    call: "socketpair",
    use: "a family nobody has",
    errno: "EAFNOSUPPORT",
    lines: "socketpair(99, SOCK_STREAM)",
    c: "int v[2]; return socketpair(99, SOCK_STREAM, 0, v);",
  },
  {
    call: "socketpair",
    use: "a type nobody has",
    errno: "EINVAL",
    lines: "socketpair(AF_UNIX, 99)",
    c: "int v[2]; return socketpair(AF_UNIX, 99, 0, v);",
  },
  {
    call: "socketpair",
    use: "a type the family has not",
    errno: "ESOCKTNOSUPPORT",
    lines: "socketpair(AF_UNIX, SOCK_RDM)",
    c: "int v[2]; return socketpair(AF_UNIX, SOCK_RDM, 0, v);",
  },
  {
    call: "socketpair",
    use: "a protocol the family has not",
    errno: "EPROTONOSUPPORT",
    lines: "socketpair(AF_UNIX, SOCK_STREAM, 17)",
    c: "int v[2]; return socketpair(AF_UNIX, SOCK_STREAM, 17, v);",
  },

  // --- dup ---
  {
    call: "dup",
    use: "a closed socket",
    errno: "EBADF",
    lines: `${closed} dup s`,
    c: `${cClosed} return dup(s);`,
  },
  { call: "dup", use: "descriptor -1", errno: "EBADF", lines: "dup -1", c: "return dup(-1);" },
  {
    call: "dup",
    use: "a descriptor that was never open",
    errno: "EBADF",
    lines: "dup 9999",
    c: "return dup(9999);",
  },

  // --- open ---
  {
    call: "open",
    use: "a file that does not exist",
    errno: "ENOENT",
    lines: "open nowhere",
    c: 'return open("nowhere", O_RDONLY);',
  },
  {
    call: "open",
    use: "a folder for writing",
    errno: "EISDIR",
    lines: "open / O_WRONLY",
    c: 'return open("/", O_WRONLY);',
  },
  {
    call: "open",
    use: "a file as a folder",
    errno: "ENOTDIR",
    lines: "open /dev/null/x",
    c: 'return open("/dev/null/x", O_RDONLY);',
  },
  {
    call: "open",
    use: "a file that is to be new",
    errno: "EEXIST",
    lines: "open /dev/null O_RDWR|O_CREAT|O_EXCL",
    c: 'return open("/dev/null", O_RDWR | O_CREAT | O_EXCL, 0600);',
  },
  {
    call: "open",
    use: "a socket's path",
    errno: "ENXIO",
    lines: "b = socket unix; bind b unix:b; open b",
    c: 'bind(socket(AF_UNIX, SOCK_STREAM, 0), UN("b")); return open("b", O_RDONLY);',
  },
];

const name = ({ call, use }: Wrong): string => `${call}: ${use}`;

for (const wrong of wrongUses) {
  Deno.test(`${wrong.call} answers ${wrong.errno} for ${wrong.use}`, async () => {
    using shell = new Shell();
    const answered = await inFolder(() => shell.answer(wrong.lines));
    if (wrong.call !== "connect_ex") return assertEquals(answered, wrong.errno);
    assertEquals(answered, "ok");
    const number = await shell.run(wrong.lines);
    assertEquals(shell.session.system.errnos.get(wrong.errno), number);
  });
}

Deno.test("every call has at least three wrong uses", () => {
  const counts = Object.groupBy(wrongUses, ({ call }) => call);
  const calls =
    "socket bind listen accept connect connect_ex send sendall recv sendto recvfrom shutdown close " +
    "getsockname getpeername setsockopt getsockopt settimeout setblocking socketpair dup open";
  assertEquals(calls.split(" ").filter((call) => (counts[call]?.length ?? 0) < 3), []);
});

Deno.test("a C program gets the same errno for every wrong use", async () => {
  const gcc = await peer("gcc");
  if (gcc === undefined) return;
  const judged = wrongUses.filter(({ c }) => c !== undefined);
  const expected = judged.map((wrong) => `${name(wrong)} ${wrong.errno}`);
  assertEquals(await inFolder(() => askKernel(gcc, judged)), expected);
});

/** Compiles the C parts, runs each in a process and a folder of its own, and tells what it answered. */
async function askKernel(gcc: string, wrongUses: readonly Wrong[]): Promise<string[]> {
  const cases = wrongUses.map(({ c }, i) => `static int case${i}(void) { ${c} }`).join("\n");
  const table = wrongUses.map((_, i) => `case${i}`).join(", ");
  const main = `
static int resolver;
static int eai(int code) { resolver = code; return -1; }
${cases}
int main(void) {
  int (*cases[])(void) = { ${table} };
  signal(SIGPIPE, SIG_IGN);
  for (int i = 0; i < ${wrongUses.length}; i++) {
    char folder[32]; sprintf(folder, "case%d", i); mkdir(folder, 0700);
    if (fork() == 0) {
      alarm(20);
      if (chdir(folder)) _exit(1);
      int result = cases[i]();
      printf("%d %d\\n", result < 0 ? errno : 0, resolver);
      fflush(stdout); _exit(0);
    }
    int status; wait(&status);
    if (status) { printf("died of %d\\n", status); fflush(stdout); }
  }
}
`;
  await Deno.writeTextFile("wrong.c", prelude + main);
  const compiled = await new Deno.Command(gcc, { args: ["-w", "-o", "wrong", "wrong.c"] }).output();
  assertEquals(new TextDecoder().decode(compiled.stderr), "");
  const { stdout } = await new Deno.Command("./wrong").output();
  using shell = new Shell();
  const { errnoNames, resolverErrorNames } = shell.session.system;
  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
  return lines.map((line, i) => {
    const [number, resolver] = line.split(" ").map(Number);
    const code = resolver ? resolverErrorNames.get(resolver) : errnoNames.get(number ?? 0);
    return `${wrongUses[i] ? name(wrongUses[i]) : "?"} ${code ?? line}`;
  });
}
