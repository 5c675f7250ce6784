// Load for an HTTP/2 server without TLS: `http2 PORT CONNECTIONS STREAMS SECONDS`. Each connection keeps so
// many GET requests on their way. Prints: requests answered, seconds taken, median and 99th percentile in
// microseconds.

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"

enum { kRoom = 1 << 20, kStreams = 4096, kHeaders = 1, kSettings = 4, kGoaway = 7 };

struct connection {
  int fd;
  uint32_t next;            // stream
  uint32_t unacknowledged;  // bytes of bodies
  size_t got;               // bytes of `in` that are there
  size_t length;            // of `out`
  int waits;                // for room to send
  uint8_t* in;
  uint8_t* out;
  double start[kStreams];
};

static int poller;

static void put32(uint8_t* at, uint32_t value) {
  for (int i = 0; i < 4; i++) at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static uint32_t get32(const uint8_t* at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static uint8_t* put_frame(struct connection* c, uint32_t length, int kind, int flags, uint32_t stream) {
  uint8_t* at = c->out + c->length;
  put32(at, length << 8 | (uint32_t)kind);
  at[4] = (uint8_t)flags;
  put32(at + 5, stream);
  c->length += 9 + length;
  return at + 9;
}

// :method GET, :scheme http, :path /, :authority localhost: in the server's table from the first request on.
static void put_request(struct connection* c, double at) {
  static const uint8_t first[] = "\x82\x86\x84\x41\x09localhost";
  static const uint8_t later[] = {0x82, 0x86, 0x84, 0xbe};
  size_t length = c->next == 1 ? sizeof first - 1 : sizeof later;
  memcpy(put_frame(c, (uint32_t)length, kHeaders, 5, c->next), c->next == 1 ? first : later, length);
  c->start[(c->next >> 1) % kStreams] = at;
  c->next += 2;
}

static void send_rest(struct connection* c) {
  size_t sent = 0;
  while (sent < c->length) {
    ssize_t n = send(c->fd, c->out + sent, c->length - sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) break;
    if (n < 0) die("send");
    sent += (size_t)n;
  }
  memmove(c->out, c->out + sent, c->length - sent);
  c->length -= sent;
  int waits = c->length > 0;
  if (waits == c->waits) return;
  c->waits = waits;
  struct epoll_event event = {.events = EPOLLIN | (waits ? EPOLLOUT : 0), .data.ptr = c};
  if (epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &event)) die("epoll_ctl");
}

static void take_frames(struct connection* c, double at) {
  size_t done = 0;
  while (c->got - done >= 9) {
    uint8_t* frame = c->in + done;
    uint32_t length = get32(frame) >> 8;
    if (c->got - done < 9 + length) break;
    int kind = frame[3], flags = frame[4];
    if (kind == 3 || kind == kGoaway) {
      fprintf(stderr, "the server refused: frame %d\n", kind);
      exit(1);
    }
    if (kind == kSettings && !(flags & 1)) put_frame(c, 0, kSettings, 1, 0);
    if (kind == 0) c->unacknowledged += length;
    if (kind <= kHeaders && flags & 1) {
      record(c->start[(get32(frame + 5) >> 1) % kStreams], at);
      put_request(c, at);
    }
    done += 9 + length;
  }
  memmove(c->in, c->in + done, c->got - done);
  c->got -= done;
  if (c->unacknowledged > 30000) {
    put32(put_frame(c, 4, 8, 0, 0), c->unacknowledged);
    c->unacknowledged = 0;
  }
}

int main(int argc, char** argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: http2 PORT CONNECTIONS STREAMS SECONDS\n");
    return 2;
  }
  int connections = atoi(argv[2]), streams = atoi(argv[3]);
  double seconds = atof(argv[4]);
  poller = epoll_create1(0);
  struct connection* all = calloc((size_t)connections, sizeof *all);
  double begin = now(), end = begin + seconds, at = begin;
  for (int i = 0; i < connections; i++) {
    struct connection* c = &all[i];
    c->fd = connection_to(atoi(argv[1]));
    c->in = malloc(kRoom);
    c->out = malloc(kRoom);
    c->next = 1;
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event)) die("epoll_ctl");
    static const char magic[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    memcpy(c->out, magic, sizeof magic - 1);
    c->length = sizeof magic - 1;
    put_frame(c, 0, kSettings, 0, 0);
    for (int k = 0; k < streams; k++) put_request(c, at);
    send_rest(c);
  }
  struct epoll_event events[256];
  while (at < end) {
    int n = epoll_wait(poller, events, 256, 1000);
    if (n < 0 && errno != EINTR) die("epoll_wait");
    at = now();
    for (int i = 0; i < n; i++) {
      struct connection* c = events[i].data.ptr;
      if (events[i].events & ~EPOLLOUT) {
        ssize_t got = recv(c->fd, c->in + c->got, kRoom - c->got, 0);
        if (got == 0 || (got < 0 && errno != EAGAIN)) die("recv");
        if (got > 0) c->got += (size_t)got;
        take_frames(c, at);
      }
      send_rest(c);
    }
  }
  printf("%.0f %.6f %.0f %.0f\n", count, at - begin, percentile(0.5), percentile(0.99));
  return 0;
}
