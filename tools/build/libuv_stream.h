/* Comes before libuv's unix/stream.c: a socket is read with recv(), which takes a shorter way through the
 * kernel than read(). Asked of the kernel itself: libc's recv() is a point where threads may be cancelled,
 * which it pays for at each call. `stream` is what the one function that reads calls its argument. */
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define read(fd, data, size)                                                                    \
  (stream->type == UV_TCP ? (ssize_t)syscall(SYS_recvfrom, (fd), (data), (size), 0, NULL, NULL) \
                          : (read)((fd), (data), (size)))
