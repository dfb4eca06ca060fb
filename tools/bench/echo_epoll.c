/* echo_epoll: the TCP echo server that the others are measured against. `echo_epoll [PORT]`
 *
 * What one would write in C for speed and nothing else: one thread, level-triggered epoll, one buffer of
 * 64 KiB, one recv and one send per event. What send does not take is kept and sent later, and nothing more is
 * read from that client until it is out. PORT 0, the default, asks the kernel for one; the first line tells it. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 64 * 1024, BACKLOG = 4096, EVENTS = 1024 };

/* What is still to be sent to a client; the table of them is indexed by descriptor. */
struct rest {
  char *data;
  size_t length, sent;
};

static int poller, listener;
static struct rest *rests;
static char buffer[BUFFER];

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void watch(int operation, int fd, unsigned events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  if (epoll_ctl(poller, operation, fd, &event) < 0) die("epoll_ctl");
}

static void drop(int fd) {
  free(rests[fd].data);
  rests[fd] = (struct rest){0};
  close(fd);
}

static void accept_all(void) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      if (errno == EAGAIN) return;
      die("accept4");
    }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(EPOLL_CTL_ADD, fd, EPOLLIN);
  }
}

static void send_rest(int fd) {
  struct rest *rest = &rests[fd];
  ssize_t sent = send(fd, rest->data + rest->sent, rest->length - rest->sent, MSG_NOSIGNAL);
  if (sent < 0) {
    if (errno != EAGAIN && errno != EINTR) drop(fd);
    return;
  }
  rest->sent += sent;
  if (rest->sent < rest->length) return;
  free(rest->data);
  *rest = (struct rest){0};
  watch(EPOLL_CTL_MOD, fd, EPOLLIN);
}

static void echo(int fd) {
  ssize_t length = recv(fd, buffer, sizeof buffer, 0);
  if (length <= 0) {
    if (length == 0 || (errno != EAGAIN && errno != EINTR)) drop(fd);
    return;
  }
  ssize_t sent = send(fd, buffer, length, MSG_NOSIGNAL);
  if (sent == length) return;
  if (sent < 0) {
    if (errno != EAGAIN && errno != EINTR) {
      drop(fd);
      return;
    }
    sent = 0;
  }
  struct rest *rest = &rests[fd];
  rest->length = length - sent;
  if (!(rest->data = malloc(rest->length))) die("malloc");
  memcpy(rest->data, buffer + sent, rest->length);
  watch(EPOLL_CTL_MOD, fd, EPOLLOUT);
}

int main(int count, char **args) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  if (!(rests = calloc(limit.rlim_cur, sizeof *rests))) die("calloc");

  int on = 1;
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons(count > 1 ? atoi(args[1]) : 0),
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
  };
  socklen_t length = sizeof address;
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0) die("socket");
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, length) < 0) die("bind");
  if (listen(listener, BACKLOG) < 0) die("listen");
  getsockname(listener, (struct sockaddr *)&address, &length);
  printf("listening on 127.0.0.1:%d (TCP)\n", ntohs(address.sin_port));
  fflush(stdout);

  if ((poller = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");
  watch(EPOLL_CTL_ADD, listener, EPOLLIN);
  for (;;) {
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(poller, events, EVENTS, -1);
    if (ready < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) accept_all();
      else if (rests[fd].data) send_rest(fd);
      else echo(fd);
    }
  }
}
