// Load for an echo server of datagrams: `udp PORT WINDOW SIZE SECONDS`. From one socket, so many datagrams
// are on their way; the first four bytes say which. Prints: datagrams echoed, seconds taken, median and 99th
// percentile of the round trip in microseconds.

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>

#include "load.h"

enum { kMostWindow = 4096, kLost = 100 /* ms without an answer: everything is sent again */ };

static double started[kMostWindow];
static char message[65536], answer[65536];

static void send_one(int fd, uint32_t which, size_t size) {
  memcpy(message, &which, sizeof which);
  started[which] = now();
  if (send(fd, message, size, 0) < 0 && errno != EAGAIN && errno != ENOBUFS) die("send");
}

int main(int argc, char** argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: udp PORT WINDOW SIZE SECONDS\n");
    return 2;
  }
  uint32_t window = (uint32_t)atoi(argv[2]);
  size_t size = (size_t)atol(argv[3]);
  double seconds = atof(argv[4]);
  if (window > kMostWindow || size < sizeof window || size > 65507) {
    fprintf(stderr, "a window of at most %d, a size from 4 to 65507\n", kMostWindow);
    return 2;
  }
  for (size_t i = 0; i < size; i++) message[i] = (char)(i * 31 + i / 251);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  if (fd < 0 || connect(fd, (struct sockaddr*)&address, sizeof address)) die("connect");
  double begin = now(), at = begin;
  for (uint32_t i = 0; i < window; i++) send_one(fd, i, size);
  while (at < begin + seconds) {
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    if (poll(&readable, 1, kLost) == 0) {
      for (uint32_t i = 0; i < window; i++) send_one(fd, i, size);
    }
    ssize_t got;
    while ((got = recv(fd, answer, sizeof answer, 0)) >= 0) {
      at = now();
      uint32_t which;
      memcpy(&which, answer, sizeof which);
      if ((size_t)got != size || which >= window || memcmp(answer + 4, message + 4, size - 4) != 0) {
        fprintf(stderr, "the server sent other bytes than it got\n");
        return 1;
      }
      record(started[which], at);
      send_one(fd, which, size);
      if (at >= begin + seconds) break;
    }
    if (got < 0 && errno != EAGAIN && errno != EINTR) die("recv");
    at = now();
  }
  printf("%.0f %.6f %.0f %.0f\n", count, at - begin, percentile(0.5), percentile(0.99));
  return 0;
}
