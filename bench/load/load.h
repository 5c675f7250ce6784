// What the load generators share: a clock, latencies, and connections to this machine.

#ifndef NAJA_BENCH_LOAD_H
#define NAJA_BENCH_LOAD_H

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { kBuckets = 1 << 20 };  // latencies in steps of 1 microsecond, the last for all longer ones

static unsigned histogram[kBuckets];
static double count, longest;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void die(const char* what) {
  perror(what);
  exit(1);
}

static void record(double due, double at) {
  double taken = (at - due) * 1e6;
  histogram[taken < kBuckets ? (int)taken : kBuckets - 1]++;
  if (taken > longest) longest = taken;
  count++;
}

static double percentile(double share) {
  double seen = 0;
  for (int i = 0; i < kBuckets; i++) {
    seen += histogram[i];
    if (seen >= count * share) return i;
  }
  return kBuckets;
}

// A connection to a port of this machine, still blocking.
__attribute__((unused)) static int connection_to(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (struct sockaddr*)&address, sizeof address)) die("connect");
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

#endif
