/* echo_udp: the UDP echo server that the others are measured against. `echo_udp [PORT]`
 *
 * The loop of every textbook: recvfrom waits for a datagram, sendto returns it. PORT 0, the default, asks the
 * kernel for one; the first line tells it. */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static char buffer[64 * 1024];

static void die(const char *what) {
  perror(what);
  exit(1);
}

int main(int count, char **args) {
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons(count > 1 ? atoi(args[1]) : 0),
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
  };
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0) die("socket");
  if (bind(fd, (struct sockaddr *)&address, length) < 0) die("bind");
  getsockname(fd, (struct sockaddr *)&address, &length);
  printf("listening on 127.0.0.1:%d (UDP)\n", ntohs(address.sin_port));
  fflush(stdout);

  for (;;) {
    length = sizeof address;
    ssize_t got = recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr *)&address, &length);
    if (got < 0) {
      if (errno != EINTR && errno != ECONNREFUSED) die("recvfrom");
      continue;
    }
    /* A datagram that cannot be returned is lost, as datagrams may be. */
    sendto(fd, buffer, got, 0, (struct sockaddr *)&address, length);
  }
}
