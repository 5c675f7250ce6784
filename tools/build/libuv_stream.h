/* Comes before libuv's unix/stream.c: a socket is read with recv(), which takes a shorter way through the
 * kernel than read(). `stream` is what the one function that reads calls its argument. */
#include <sys/socket.h>
#include <unistd.h>

#define read(fd, data, size) \
  (stream->type == UV_TCP ? recv((fd), (data), (size), 0) : (read)((fd), (data), (size)))
