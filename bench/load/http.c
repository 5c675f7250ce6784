// Load for an HTTP server: `http PORT CONNECTIONS SECONDS RATE`, GET requests over kept-alive connections.
//
// RATE 0: each connection has one request on its way, and sends the next when it has the response. Otherwise
// so many requests a second come due, at random (exponential) distances that are the same in every run,
// whether or not the server keeps up: one that finds no free connection waits for one, and its latency counts
// from when it was due. A machine that others share takes the core from this program now and then: requests
// that were due or on their way while it stood still, or in the queue that this left, have no latency that
// says anything of the server, and are left out of it. Prints: responses, seconds taken, of the latency in
// microseconds the median, the 99th percentile and the longest, and how many milliseconds this program stood
// still.

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"

enum { kRoom = 65536 };

// Of one turn of this program's loop, seconds: more than kPause and kTurn for each event means that it stood
// still.
static const double kPause = 200e-6, kTurn = 15e-6;

struct connection {
  int fd;
  int free_next;
  double due;      // of the request that is on its way
  long remaining;  // bytes of the body still to come, -1 while the head does
  size_t got;      // of the head
  char head[2048];
};

static void refuse(const char* why) {
  fprintf(stderr, "the server %s\n", why);
  exit(1);
}

static char request[128];
static size_t request_length;

static void ask(struct connection* c, double due) {
  c->due = due;
  c->remaining = -1;
  c->got = 0;
  // A request is short, and its connection has nothing else on its way: it always fits.
  if (send(c->fd, request, request_length, MSG_NOSIGNAL) != (ssize_t)request_length) die("send");
}

// The length of the body, or -1 if it comes in chunks; the head ends before `end`.
static long length_of_body(const char* head, const char* end) {
  if (strncmp(head, "HTTP/1.1 200", 12) != 0) refuse("answers with another status than 200");
  for (const char* at = head; (at = memchr(at, '\n', (size_t)(end - at))) != NULL;) {
    at++;
    if (end - at > 15 && strncasecmp(at, "content-length:", 15) == 0) return atol(at + 15);
    if (end - at >= 26 && strncasecmp(at, "transfer-encoding: chunked", 26) == 0) return -1;
  }
  refuse("does not say how long its body is");
  return 0;
}

// Takes bytes of a response. True when it is complete.
static int take(struct connection* c, const char* bytes, size_t length) {
  if (c->remaining < 0) {
    size_t before = c->got;
    size_t fits = sizeof c->head - 1 - before < length ? sizeof c->head - 1 - before : length;
    memcpy(c->head + before, bytes, fits);
    c->got += fits;
    c->head[c->got] = 0;
    char* end = strstr(c->head, "\r\n\r\n");
    if (end == NULL) {
      if (c->got == sizeof c->head - 1) refuse("sends a head that is too long");
      return 0;
    }
    c->remaining = length_of_body(c->head, end);
    // Of a short message in chunks the end tells that it is all there.
    if (c->remaining < 0) return c->got > 7 && strcmp(c->head + c->got - 7, "\r\n0\r\n\r\n") == 0;
    size_t used = (size_t)(end + 4 - c->head) - before;
    bytes += used;
    length -= used;
  }
  if ((long)length > c->remaining) refuse("sends more than it was asked for");
  c->remaining -= (long)length;
  return c->remaining == 0;
}

// Seconds until the next request is due.
static double distance(double rate) {
  static uint64_t state = 88172645463325252u;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return -log(((double)(state >> 11) + 1) / 9007199254740993.0) / rate;
}

int main(int argc, char** argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: http PORT CONNECTIONS SECONDS RATE\n");
    return 2;
  }
  int connections = atoi(argv[2]);
  double seconds = atof(argv[3]), rate = atof(argv[4]);
  request_length =
      (size_t)snprintf(request, sizeof request, "GET / HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n", argv[1]);
  int poller = epoll_create1(0);
  struct connection* all = calloc((size_t)connections, sizeof *all);
  char* bytes = malloc(kRoom);
  int free_first = -1;
  for (int i = 0; i < connections; i++) {
    struct connection* c = &all[i];
    c->fd = connection_to(atoi(argv[1]));
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event)) die("epoll_ctl");
    c->free_next = free_first;
    free_first = i;
  }
  // Let the server accept them all.
  usleep(200000);
  double begin = now(), end = begin + seconds, at = begin;
  double next_due = rate > 0 ? begin + distance(rate) : 0;
  if (rate == 0)
    for (int i = 0; i < connections; i++) ask(&all[i], at);
  int under_way = rate == 0 ? connections : 0, catching_up = 0, handled = 0;
  double answered = 0, stood_still = 0,
         disturbed = begin;  // seconds; when the last request was due that says nothing
  struct epoll_event events[1024];
  while (at < end || (rate > 0 && under_way > 0 && at < end + 1)) {
    // Whatever is due and finds a connection goes out; the rest waits, with the time at which it was due.
    while (rate > 0 && next_due <= at && next_due < end && free_first >= 0) {
      struct connection* c = &all[free_first];
      free_first = c->free_next;
      ask(c, next_due);
      under_way++;
      handled++;
      next_due += distance(rate);
    }
    // With a rate it never sleeps: a timer would add its own delay to the latency.
    int n = epoll_wait(poller, events, 1024, rate > 0 ? 0 : 1000);
    if (n < 0 && errno != EINTR) die("epoll_wait");
    double before = at;
    at = now();
    if (rate > 0 && at - before > kPause + kTurn * handled) {
      stood_still += at - before;
      catching_up = 1;
    }
    if (catching_up) disturbed = at;
    if (next_due > at) catching_up = 0;
    handled = n > 0 ? n : 0;
    for (int i = 0; i < n; i++) {
      struct connection* c = events[i].data.ptr;
      ssize_t got = recv(c->fd, bytes, kRoom, 0);
      if (got < 0 && errno == EAGAIN) continue;
      if (got < 0) die("recv");
      if (got == 0) refuse("closed a connection");
      if (!take(c, bytes, (size_t)got)) continue;
      if (rate == 0)
        record(c->due, at);
      else if (c->due > disturbed)
        record(c->due, now());
      answered++;
      under_way--;
      if (rate == 0) {
        ask(c, at);
        under_way++;
      } else {
        c->free_next = free_first;
        free_first = (int)(c - all);
      }
    }
  }
  printf("%.0f %.6f %.0f %.0f %.0f %.1f\n", answered, at - begin, percentile(0.5), percentile(0.99), longest,
         stood_still * 1e3);
  return 0;
}
