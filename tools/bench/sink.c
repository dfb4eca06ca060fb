/* sink: where `pipe` and its rivals send a file to, and the file they send.
 *
 *   sink make PATH BYTES   writes a file of pseudo-random words
 *   sink listen [PORT]     tells its address in the first line, takes one connection and reads it to its end
 *
 * Both print one line of JSON with the number of bytes and a checksum in which every byte and its position
 * count; `sink listen` also the seconds from accept to the end. Four sums side by side keep the checksum faster
 * than any memory copy, so that the sink is not what is measured. */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 256 * 1024, WORDS = BLOCK / 8 };

static uint64_t block[WORDS];
static uint64_t sums[4] = {1, 2, 3, 4};

static void die(const char *what) {
  perror(what);
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

/* Adds the block to the sums; `length` is that of the block but for the last one. */
static void add(size_t length) {
  memset((char *)block + length, 0, BLOCK - length);
  for (size_t i = 0; i < WORDS; i += 4)
    for (size_t lane = 0; lane < 4; lane++) sums[lane] = (sums[lane] ^ block[i + lane]) * 0x9e3779b97f4a7c15u;
}

static void report(uint64_t bytes, double seconds) {
  uint64_t sum = bytes;
  for (size_t lane = 0; lane < 4; lane++) sum = (sum ^ (sums[lane] >> 29) ^ sums[lane]) * 0xbf58476d1ce4e5b9u;
  printf("{\"bytes\":%" PRIu64 ",\"seconds\":%.6f,\"checksum\":\"%016" PRIx64 "\"}\n", bytes, seconds, sum);
  fflush(stdout);
}

static void make(const char *path, uint64_t bytes) {
  double start = now();
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0) die(path);
  uint64_t word = 88172645463325252u;
  for (uint64_t done = 0; done < bytes;) {
    for (size_t i = 0; i < WORDS; i++) {
      word ^= word << 13;
      word ^= word >> 7;
      word ^= word << 17;
      block[i] = word;
    }
    size_t length = bytes - done < BLOCK ? bytes - done : BLOCK;
    for (size_t written = 0; written < length;) {
      ssize_t n = write(fd, (char *)block + written, length - written);
      if (n < 0) die(path);
      written += n;
    }
    add(length);
    done += length;
  }
  if (close(fd) < 0) die(path);
  report(bytes, now() - start);
}

static void take(int port) {
  int on = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (listener < 0) die("socket");
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, size) < 0) die("bind");
  if (listen(listener, 1) < 0) die("listen");
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("listening on 127.0.0.1:%d (TCP)\n", ntohs(address.sin_port));
  fflush(stdout);

  int fd = accept(listener, NULL, NULL);
  if (fd < 0) die("accept");
  double start = now();
  uint64_t bytes = 0;
  size_t filled = 0;
  for (;;) {
    ssize_t n = recv(fd, (char *)block + filled, BLOCK - filled, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) die("recv");
    bytes += n;
    filled += n;
    if (filled == BLOCK || (n == 0 && filled > 0)) {
      add(filled);
      filled = 0;
    }
    if (n == 0) break;
  }
  report(bytes, now() - start);
}

int main(int count, char **args) {
  if (count == 4 && strcmp(args[1], "make") == 0) make(args[2], strtoull(args[3], NULL, 10));
  else if ((count == 2 || count == 3) && strcmp(args[1], "listen") == 0) take(count == 3 ? atoi(args[2]) : 0);
  else {
    fputs("usage: sink make PATH BYTES | sink listen [PORT]\n", stderr);
    return 2;
  }
  return 0;
}
