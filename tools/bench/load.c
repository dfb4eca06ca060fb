/* load: the load generator, the same for every server.
 *
 *   load tcp  HOST PORT --connections N --size N --seconds S [--warmup S] [--in-flight N] [--pid PID]
 *   load udp  HOST PORT   the same; a connection is a socket of its own
 *   load hold HOST PORT --connections N --size N [--pid PID]
 *
 * tcp and udp: every connection is opened and echoes once before the clock runs; then each keeps as many
 * messages under way as --in-flight says, and sends the next one when one has come back (a closed loop). The
 * warm-up is not counted. What comes back is checked by its length, its first and its last byte; the stream of
 * each connection is another one, so that mixed-up connections are noticed. `lost` are datagrams without a reply
 * within 200 ms, and on TCP messages that were still out a second after the end.
 *
 * hold: opens all connections at once, lets each echo, waits a little, and lets each echo again.
 *
 * HOST is an IP address. PID is the server's process: what it used of a core meanwhile and its peak memory are
 * reported, too. `waited` is the part of the time in which server or load could have run but had to wait for a
 * core: what a machine that is busy with something else takes from the measurement. Prints one line of JSON: times in seconds, latencies in microseconds, memory in bytes. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  CHUNK = 64 * 1024, /* what one recv may take */
  PERIOD = 251,      /* of the bytes sent; a prime, so that it fits no size of a buffer */
  BATCH = 64,        /* datagrams per recvmmsg and sendmmsg */
  EVENTS = 1024,
};
static const uint64_t MS = 1000 * 1000, SECOND = 1000 * 1000 * 1000;

struct connection {
  int fd, writing;
  uint64_t sent, due, received; /* bytes of the stream; `due` is how much of it has been asked for */
  uint64_t *times;              /* a ring: when each message under way was sent */
  uint64_t next, awaited;       /* numbers of the next datagram to send and the oldest without a reply */
  uint64_t heard;               /* when the last datagram came in */
};

static const char *host, *port;
static struct sockaddr_storage server;
static socklen_t server_length;
static long connections = 50, size = 64, in_flight = 1, pid = 0;
static double seconds = 1, warmup = 0.5;
static int poller;
static struct connection *all;
static char *stream; /* `size` or CHUNK bytes can be sent from any of its first PERIOD bytes */
static char buffer[CHUNK];
static uint64_t messages, bytes, errors, lost;
static char first_error[200];
static long alive; /* connections that have not failed */
static int counting, stopping;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * SECOND + t.tv_nsec;
}

static void die(const char *what) {
  fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void fail(struct connection *c, const char *what, int error) {
  if (errors++ == 0) {
    if (error) snprintf(first_error, sizeof first_error, "%s: %s", what, strerror(error));
    else snprintf(first_error, sizeof first_error, "%s", what);
  }
  if (c->fd >= 0) close(c->fd);
  c->fd = -1;
  alive--;
}

/* Latencies are counted in buckets: 64 for every power of two, which is exact to 1.6 %. */
static uint64_t buckets[64 * 64];

static void record(uint64_t ns) {
  if (!counting) return;
  int shift = ns < 64 ? 0 : 58 - __builtin_clzll(ns);
  buckets[64 * shift + (ns >> shift)]++;
}

static double percentile(double part) {
  uint64_t total = 0, seen = 0;
  for (size_t i = 0; i < sizeof buckets / sizeof *buckets; i++) total += buckets[i];
  for (size_t i = 0; i < sizeof buckets / sizeof *buckets; i++) {
    seen += buckets[i];
    if (total > 0 && seen >= total * part) {
      int shift = i < 128 ? 0 : i / 64 - 1;
      return (double)((uint64_t)(i - 64 * shift) << shift) / 1000;
    }
  }
  return 0;
}

/* Reads a file about a process; an empty text if it is gone, or none is meant. */
static const char *about(long process, const char *name) {
  static char text[8192];
  char path[64];
  snprintf(path, sizeof path, "/proc/%ld/%s", process, name);
  int fd = process ? open(path, O_RDONLY) : -1;
  ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
  if (fd >= 0) close(fd);
  text[length < 0 ? 0 : length] = 0;
  return text;
}

/* The seconds of a core that the server's process has used so far. */
static double server_time(void) {
  const char *rest = strrchr(about(pid, "stat"), ')');
  unsigned long user = 0, system = 0;
  if (rest) sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
  return (double)(user + system) / sysconf(_SC_CLK_TCK);
}

/* The seconds that server and load have been waiting for a core; see proc_pid_schedstat(5). */
static double waiting_time(void) {
  uint64_t sum = 0, waited;
  long both[] = {pid, getpid()};
  for (int i = 0; i < 2; i++)
    if (sscanf(about(both[i], "schedstat"), "%*u %" SCNu64, &waited) == 1) sum += waited;
  return (double)sum / SECOND;
}

static uint64_t server_memory(void) {
  const char *line = strstr(about(pid, "status"), "VmHWM:");
  return line ? strtoull(line + 6, NULL, 10) * 1024 : 0;
}

static void watch(int operation, struct connection *c, unsigned events) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  if (epoll_ctl(poller, operation, c->fd, &event) < 0) die("epoll_ctl");
}

/* The byte at a place of a connection's stream. */
static char expected(struct connection *c, uint64_t place) {
  return stream[((uint64_t)(c - all) + place) % PERIOD];
}

/* --- TCP ------------------------------------------------------------------------------------------------ */

/* Sends what is due, as far as the kernel takes it. */
static void push(struct connection *c) {
  while (c->sent < c->due) {
    uint64_t left = c->due - c->sent;
    const char *data = stream + ((uint64_t)(c - all) + c->sent) % PERIOD;
    ssize_t n = send(c->fd, data, left < CHUNK ? left : CHUNK, MSG_NOSIGNAL);
    if (n < 0) {
      if (errno != EAGAIN) {
        fail(c, "send", errno);
        return;
      }
      if (!c->writing) watch(EPOLL_CTL_MOD, c, EPOLLIN | EPOLLOUT);
      c->writing = 1;
      return;
    }
    c->sent += n;
  }
  if (c->writing) watch(EPOLL_CTL_MOD, c, EPOLLIN);
  c->writing = 0;
}

static void ask(struct connection *c, long count, uint64_t time) {
  for (; count > 0; count--) {
    c->times[c->due / size % in_flight] = time;
    c->due += size;
  }
  push(c);
}

/* Takes what has come back and sends as many messages as are complete. */
static void pull(struct connection *c) {
  ssize_t n = recv(c->fd, buffer, CHUNK, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) {
    fail(c, n == 0 ? "the server closed the connection" : "recv", n == 0 ? 0 : errno);
    return;
  }
  uint64_t end = c->received + n;
  if (end > c->sent || buffer[0] != expected(c, c->received) || buffer[n - 1] != expected(c, end - 1)) {
    fail(c, "what came back is not what was sent", 0);
    return;
  }
  long whole = end / size - c->received / size;
  uint64_t time = now();
  for (long i = 0; i < whole; i++) record(time - c->times[(c->received / size + i) % in_flight]);
  c->received = end;
  if (counting) bytes += n, messages += whole;
  if (whole && !stopping) ask(c, whole, time);
}

static void tcp_event(struct connection *c, unsigned events) {
  if (events & EPOLLOUT) push(c);
  if (c->fd >= 0 && events & (EPOLLIN | EPOLLERR | EPOLLHUP)) pull(c);
}

/* --- UDP ------------------------------------------------------------------------------------------------ */

/* A datagram begins with its number (8 bytes) and goes on with the stream of its socket. */
static void send_datagrams(struct connection *c, long count, uint64_t time) {
  static uint64_t numbers[BATCH];
  static struct iovec parts[BATCH][2];
  static struct mmsghdr batch[BATCH];
  while (count > 0) {
    long wanted = count < BATCH ? count : BATCH;
    for (long i = 0; i < wanted; i++) {
      numbers[i] = c->next + i;
      c->times[(c->next + i) % in_flight] = time;
      parts[i][0] = (struct iovec){&numbers[i], 8};
      parts[i][1] = (struct iovec){stream + (c - all) % PERIOD, size - 8};
      batch[i].msg_hdr = (struct msghdr){.msg_iov = parts[i], .msg_iovlen = 2};
    }
    int n = sendmmsg(c->fd, batch, wanted, 0);
    if (n < 0) {
      /* While the server starts, ECONNREFUSED tells of an earlier datagram. What was not sent counts as lost. */
      if (errno == ECONNREFUSED ? counting : errno != EAGAIN && errno != ENOBUFS) {
        fail(c, "sendmmsg", errno);
        return;
      }
      n = wanted;
    }
    c->next += n;
    count -= n;
  }
}

static void udp_event(struct connection *c, unsigned events) {
  static char data[BATCH][2048];
  static struct iovec parts[BATCH];
  static struct mmsghdr batch[BATCH];
  (void)events;
  for (long i = 0; i < BATCH; i++) {
    parts[i] = (struct iovec){data[i], sizeof data[i]};
    batch[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
  }
  int n = recvmmsg(c->fd, batch, BATCH, MSG_DONTWAIT, NULL);
  if (n < 0) {
    if (errno != EAGAIN && (counting || errno != ECONNREFUSED)) fail(c, "recvmmsg", errno);
    return;
  }
  uint64_t time = now();
  long answered = 0;
  for (int i = 0; i < n; i++) {
    uint64_t number;
    memcpy(&number, data[i], 8);
    if (batch[i].msg_len != (size_t)size || number >= c->next ||
        (size > 8 && (data[i][8] != expected(c, 0) || data[i][size - 1] != expected(c, size - 9)))) {
      fail(c, "what came back is not what was sent", 0);
      return;
    }
    if (number < c->awaited) continue; /* counted as lost before */
    if (counting) lost += number - c->awaited, messages++, bytes += size;
    record(time - c->times[number % in_flight]);
    answered += number + 1 - c->awaited;
    c->awaited = number + 1;
  }
  c->heard = time;
  if (answered && !stopping) send_datagrams(c, answered, time);
}

/* Sends again where nothing has come back for 200 ms. */
static void give_up(uint64_t time) {
  for (long i = 0; i < connections; i++) {
    struct connection *c = &all[i];
    if (c->fd < 0 || c->next == c->awaited || time - c->heard < 200 * MS) continue;
    if (counting) lost += c->next - c->awaited;
    c->awaited = c->next;
    c->heard = time;
    if (!stopping) send_datagrams(c, in_flight, time);
  }
}

/* --- Opening, running, telling ---------------------------------------------------------------------------- */

/* Opens one connection. Starting servers are waited for: a refused one is tried again for five seconds. */
static void open_one(struct connection *c, int type) {
  for (uint64_t start = now();;) {
    c->fd = socket(server.ss_family, type | SOCK_CLOEXEC, 0);
    if (c->fd < 0) die("socket");
    if (connect(c->fd, (struct sockaddr *)&server, server_length) == 0) break;
    if (errno != ECONNREFUSED || now() - start > 5 * SECOND) die("connect");
    close(c->fd);
    usleep(2000);
  }
  fcntl(c->fd, F_SETFL, O_NONBLOCK);
  int on = 1;
  if (type == SOCK_STREAM) setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* Waits once, at most so long, and handles what has happened. */
static void turn(void (*handle)(struct connection *, unsigned), int milliseconds) {
  struct epoll_event events[EVENTS];
  int ready = epoll_wait(poller, events, EVENTS, milliseconds);
  if (ready < 0 && errno != EINTR) die("epoll_wait");
  for (int i = 0; i < ready; i++) {
    struct connection *c = events[i].data.ptr;
    if (c->fd >= 0) handle(c, events[i].events);
  }
}

static void run(int type) {
  void (*handle)(struct connection *, unsigned) = type == SOCK_STREAM ? tcp_event : udp_event;
  uint64_t *times = calloc(connections * in_flight, sizeof *times);
  if (!times) die("calloc");
  for (long i = 0; i < connections; i++) {
    struct connection *c = &all[i];
    c->times = times + i * in_flight;
    open_one(c, type);
    watch(EPOLL_CTL_ADD, c, EPOLLIN);

    /* One message there and back, so that every server has its process or thread for the connection. */
    uint64_t patience = now() + 5 * SECOND, retry = 0;
    stopping = 1;
    while (c->fd >= 0 && (type == SOCK_STREAM ? c->received < (uint64_t)size : c->awaited == 0)) {
      uint64_t time = now();
      if (time > patience) {
        errno = ETIMEDOUT;
        die("the first message did not come back");
      }
      if (type == SOCK_STREAM && c->due == 0) ask(c, 1, time);
      if (type == SOCK_DGRAM && time > retry) send_datagrams(c, 1, time), retry = time + 50 * MS;
      turn(handle, 20);
    }
    /* Repeated first messages may still be answered; they are not waited for. */
    if (type == SOCK_DGRAM) c->awaited = c->next;
    stopping = 0;
  }

  uint64_t start = now(), measured = start + warmup * SECOND, end = measured + seconds * SECOND, time = start;
  for (long i = 0; i < connections; i++) {
    all[i].heard = start;
    if (all[i].fd < 0) continue;
    if (type == SOCK_STREAM) ask(&all[i], in_flight, start);
    else send_datagrams(&all[i], in_flight, start);
  }
  double used = 0, waited = 0;
  uint64_t checked = start;
  while (time < end) {
    turn(handle, 20);
    time = now();
    if (!counting && time >= measured) counting = 1, measured = time, used = server_time(), waited = waiting_time();
    if (type == SOCK_DGRAM && time - checked > 20 * MS) give_up(time), checked = time;
    if (alive == 0) break;
  }
  used = server_time() - used;
  waited = waiting_time() - waited;
  double lasted = counting ? (double)(time - measured) / SECOND : 0;
  counting = 0;
  stopping = 1;

  /* What is under way comes back before the connections are closed: an end, not a reset. */
  for (uint64_t patience = now() + SECOND; type == SOCK_STREAM && now() < patience;) {
    long waiting = 0;
    for (long i = 0; i < connections; i++) waiting += all[i].fd >= 0 && all[i].received < all[i].due;
    if (waiting == 0) break;
    turn(handle, 20);
  }
  for (long i = 0; type == SOCK_STREAM && i < connections; i++) lost += (all[i].due - all[i].received) / size;

  printf("{\"messages\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"seconds\":%.6f,\"errors\":%" PRIu64 ",\"lost\":%" PRIu64,
         messages, bytes, lasted, errors, lost);
  printf(",\"p50\":%.1f,\"p99\":%.1f", percentile(0.50), percentile(0.99));
  if (lasted > 0) printf(",\"waited\":%.3f", waited / lasted);
  if (pid && lasted > 0) printf(",\"server_busy\":%.3f", used / lasted);
  if (pid) printf(",\"server_memory\":%" PRIu64, server_memory());
}

/* --- Many connections ----------------------------------------------------------------------------------- */

static long opened;

static void opening(struct connection *c, unsigned events) {
  (void)events;
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &length);
  if (error) {
    fail(c, "connect", error);
    return;
  }
  opened++;
  watch(EPOLL_CTL_MOD, c, EPOLLIN);
}

/* Lets every connection echo one message; the seconds it took. */
static double echo_all(void) {
  uint64_t start = now();
  for (long i = 0; i < connections; i++)
    if (all[i].fd >= 0) ask(&all[i], 1, start);
  stopping = 1;
  for (;;) {
    long waiting = 0;
    for (long i = 0; i < connections; i++) waiting += all[i].fd >= 0 && all[i].received < all[i].due;
    if (waiting == 0) break;
    if (now() - start > 10 * SECOND) {
      lost += waiting;
      break;
    }
    turn(tcp_event, 20);
  }
  return (double)(now() - start) / SECOND;
}

static void hold(void) {
  uint64_t *times = calloc(connections, sizeof *times), start = now();
  if (!times) die("calloc");
  for (long i = 0; i < connections; i++) {
    struct connection *c = &all[i];
    c->times = times + i;
    c->fd = socket(server.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) die("socket");
    if (connect(c->fd, (struct sockaddr *)&server, server_length) < 0 && errno != EINPROGRESS) fail(c, "connect", errno);
    else watch(EPOLL_CTL_ADD, c, EPOLLOUT);
  }
  while (opened + (long)errors < connections && now() - start < 20 * SECOND) turn(opening, 20);
  double open_time = (double)(now() - start) / SECOND;
  for (long i = 0; i < connections; i++) {
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;
    if (all[i].fd >= 0 && getpeername(all[i].fd, (struct sockaddr *)&peer, &length) < 0)
      fail(&all[i], "connect", ETIMEDOUT);
  }
  double before = echo_all();
  usleep(200 * 1000);
  double after = echo_all();
  for (long i = 0; i < connections; i++)
    if (all[i].fd >= 0) messages += all[i].received / size, bytes += all[i].received;
  printf("{\"connections\":%ld,\"open\":%.6f,\"before\":%.6f,\"after\":%.6f,\"messages\":%" PRIu64 ",\"bytes\":%" PRIu64
         ",\"errors\":%" PRIu64 ",\"lost\":%" PRIu64,
         alive, open_time, before, after, messages, bytes, errors, lost);
  if (pid) printf(",\"server_memory\":%" PRIu64, server_memory());
}

static int usage(void) {
  fputs("usage: load tcp|udp|hold HOST PORT [--connections N] [--size N] [--seconds S] [--warmup S]\n"
        "            [--in-flight N] [--pid PID]\n",
        stderr);
  return 2;
}

int main(int count, char **args) {
  if (count < 4) return usage();
  const char *mode = args[1];
  host = args[2], port = args[3];
  for (int i = 4; i < count; i += 2) {
    const char *name = args[i], *value = i + 1 < count ? args[i + 1] : "";
    if (strcmp(name, "--connections") == 0) connections = atol(value);
    else if (strcmp(name, "--size") == 0) size = atol(value);
    else if (strcmp(name, "--in-flight") == 0) in_flight = atol(value);
    else if (strcmp(name, "--pid") == 0) pid = atol(value);
    else if (strcmp(name, "--seconds") == 0) seconds = atof(value);
    else if (strcmp(name, "--warmup") == 0) warmup = atof(value);
    else return usage();
  }
  int udp = strcmp(mode, "udp") == 0;
  if (connections < 1 || in_flight < 1 || size < (udp ? 8 : 1) || (udp && size > 1400)) return usage();

  struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM}, *found;
  if (getaddrinfo(host, port, &hints, &found) != 0) return usage();
  memcpy(&server, found->ai_addr, found->ai_addrlen);
  server_length = found->ai_addrlen;
  freeaddrinfo(found);

  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  if ((rlim_t)connections + 16 > limit.rlim_cur) {
    fprintf(stderr, "load: %ld connections do not fit the limit of %ld descriptors (ulimit -Hn)\n", connections,
            (long)limit.rlim_cur);
    return 1;
  }

  if (!(stream = malloc(CHUNK + 2 * PERIOD)) || !(all = calloc(connections, sizeof *all))) die("malloc");
  for (size_t i = 0; i < CHUNK + 2 * PERIOD; i++) stream[i] = i % PERIOD;
  for (long i = 0; i < connections; i++) all[i].fd = -1;
  alive = connections;
  if ((poller = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");

  if (strcmp(mode, "tcp") == 0) run(SOCK_STREAM);
  else if (udp) run(SOCK_DGRAM);
  else if (strcmp(mode, "hold") == 0) hold();
  else return usage();
  if (errors) printf(",\"error\":\"%s\"", first_error);
  printf("}\n");
  return 0;
}
