// Load for an echo server: `echo PORT CONNECTIONS SIZE SECONDS [websocket]`, over TCP as it is or as binary
// messages of WebSockets. Each connection has one message on its way. Prints: messages echoed, seconds taken,
// median and 99th percentile of the round trip in microseconds.

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "load.h"

struct connection {
  int fd;
  size_t sent;
  size_t received;
  double start;
};

static char* message;
static char* answer;
static size_t size;
static char* wanted;  // what is to come back
static size_t wanted_size;
static int poller;

// Sends what is left of the message; asks to be told when there is room again only if there is none now.
static void send_rest(struct connection* c) {
  while (c->sent < size) {
    ssize_t n = send(c->fd, message + c->sent, size - c->sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) break;
    if (n < 0) die("send");
    c->sent += (size_t)n;
  }
  static int waiting[65536];
  int want = c->sent < size;
  if (waiting[c->fd] == want) return;
  waiting[c->fd] = want;
  struct epoll_event event = {.events = EPOLLIN | (want ? EPOLLOUT : 0), .data.ptr = c};
  if (epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &event)) die("epoll_ctl");
}

// Makes frames (RFC 6455) of the message: a masked one to send, and the one that is to come back.
static void make_frames(void) {
  char head[14];
  size_t length = 2;
  head[0] = (char)0x82;
  if (size < 126) {
    head[1] = (char)size;
  } else if (size < 65536) {
    head[1] = 126;
    head[2] = (char)(size >> 8);
    head[3] = (char)size;
    length = 4;
  } else {
    head[1] = 127;
    for (int i = 0; i < 8; i++) head[2 + i] = (char)(size >> (56 - 8 * i));
    length = 10;
  }
  wanted_size = length + size;
  wanted = malloc(wanted_size);
  memcpy(wanted, head, length);
  memcpy(wanted + length, message, size);
  char* frame = malloc(wanted_size + 4);
  static const char mask[4] = {1, 2, 3, 4};
  memcpy(frame, head, length);
  frame[1] = (char)(frame[1] | 0x80);
  memcpy(frame + length, mask, 4);
  for (size_t i = 0; i < size; i++) frame[length + 4 + i] = message[i] ^ mask[i & 3];
  message = frame;
  size = wanted_size + 4;
}

static void shake_hands(int fd) {
  static const char request[] =
      "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  if (send(fd, request, sizeof request - 1, MSG_NOSIGNAL) < 0) die("send");
  size_t got = 0;
  while (got < 4 || memcmp(answer + got - 4, "\r\n\r\n", 4) != 0) {
    if (recv(fd, answer + got, 1, 0) != 1 || ++got == 4096) die("handshake");
  }
  if (strncmp(answer, "HTTP/1.1 101", 12) != 0) {
    fprintf(stderr, "the server does not speak WebSocket\n");
    exit(1);
  }
}

int main(int argc, char** argv) {
  int websocket = argc == 6 && strcmp(argv[5], "websocket") == 0;
  if (argc != 5 && !websocket) {
    fprintf(stderr, "usage: echo PORT CONNECTIONS SIZE SECONDS [websocket]\n");
    return 2;
  }
  int connections = atoi(argv[2]);
  size = (size_t)atol(argv[3]);
  double seconds = atof(argv[4]);
  message = malloc(size);
  answer = malloc(1 << 20);
  for (size_t i = 0; i < size; i++) message[i] = (char)(i * 31 + i / 251);
  wanted = message;
  wanted_size = size;
  if (websocket) make_frames();
  poller = epoll_create1(0);
  struct connection* all = calloc((size_t)connections, sizeof *all);
  for (int i = 0; i < connections; i++) {
    struct connection* c = &all[i];
    c->fd = connection_to(atoi(argv[1]));
    if (websocket) shake_hands(c->fd);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event)) die("epoll_ctl");
  }
  double begin = now(), end = begin + seconds, at = begin;
  for (int i = 0; i < connections; i++) {
    all[i].start = at;
    send_rest(&all[i]);
  }
  struct epoll_event events[256];
  while (at < end) {
    int n = epoll_wait(poller, events, 256, 1000);
    if (n < 0 && errno != EINTR) die("epoll_wait");
    at = now();
    for (int i = 0; i < n; i++) {
      struct connection* c = events[i].data.ptr;
      if (events[i].events & EPOLLOUT) send_rest(c);
      if (!(events[i].events & ~EPOLLOUT)) continue;
      ssize_t got = recv(c->fd, answer, 1 << 20, 0);
      if (got < 0 && errno == EAGAIN) continue;
      if (got < 0) die("recv");
      if (got == 0 || c->received + (size_t)got > wanted_size ||
          memcmp(answer, wanted + c->received, (size_t)got) != 0) {
        fprintf(stderr, "the server closed a connection or sent other bytes than it got\n");
        return 1;
      }
      c->received += (size_t)got;
      if (c->received < wanted_size) continue;
      record(c->start, at);
      c->sent = c->received = 0;
      c->start = at;
      send_rest(c);
    }
  }
  printf("%.0f %.6f %.0f %.0f\n", count, at - begin, percentile(0.5), percentile(0.99));
  return 0;
}
