// permissions.h: how native code asks whether a program may do what it is about to do. docs/permissions.md.
//
// An environment without restrictions has none of this: naja_env_permissions() is NULL, and that is all that
// a binding looks at. The answers come from ext/permissions. All functions are called on the environment's
// thread without the GIL. What they return is NULL where the program may, else an error (ERR_ACCESS_DENIED)
// that has not been thrown, because those who call back rather than throw must hand it on.
#ifndef NAJA_PERMISSIONS_H_
#define NAJA_PERMISSIONS_H_

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine.h"

// The order is that of KINDS in permissions.py.
enum {
  NAJA_MAY_READ,
  NAJA_MAY_WRITE,
  NAJA_MAY_NET,
  NAJA_MAY_ENV,
  NAJA_MAY_RUN,
  NAJA_MAY_FFI,
  NAJA_MAY_SYS,
  NAJA_MAY_IMPORT,
  NAJA_MAY_PYTHON,
  NAJA_MAY_WORKER,
  NAJA_MAY_ADDONS,
  NAJA_MAY_WASI,
  NAJA_MAY_INSPECTOR,
  NAJA_MAY_ALL,  // everything
};

// What is done to a path. One of the first four, and which access to what is there.
enum {
  NAJA_AT_FILE = 0,    // what is there, links followed
  NAJA_AT_ENTRY = 1,   // the entry of its directory: links are not followed, nothing need be there
  NAJA_AT_OPEN = 2,    // as open(2) with `flags`, which then are those to open `text` with
  NAJA_AT_PARENT = 3,  // as an entry, whose directories may be missing, too
  NAJA_AT_MODE = 3,
  NAJA_TO_READ = 4,
  NAJA_TO_WRITE = 8,
  NAJA_TO_TREE = 16,  // all that is below it, too
  NAJA_TO_KNOW = 32,  // the error is not needed
  NAJA_TO_LOAD = 64,  // for a module loader: what belongs to the program may be read
};

// A path that has been judged, held open, so that it stays what was judged.
typedef struct naja_place {
  char* text;       // the path to operate on
  int pin;          // what holds it, or -1
  size_t pinned;    // the first bytes of `text` stand for ...
  size_t replaced;  // ... so many of the path that was given
  bool fresh;       // nothing was there
} naja_place;

static inline void naja_place_init(naja_place* place) {
  place->text = NULL;
  place->pin = -1;
  place->pinned = place->replaced = 0;
  place->fresh = false;
}

static inline void naja_place_free(naja_place* place) {
  free(place->text);
  place->text = NULL;
  if (place->pin >= 0) close(place->pin);
  place->pin = -1;
}

struct sockaddr;
struct addrinfo;

typedef struct naja_permissions naja_permissions;
struct naja_permissions {
  // Anything that has a name: a variable, a kind of system information, a module. NULL: all of the kind. With
  // `some`, whether there is anything of the kind that it may.
  napi_value (*ask)(napi_env env, naja_permissions* self, int kind, const char* resource, bool some);
  // A path. *error: libuv's negative number, where the program may but there is no such place; then `place`
  // is empty.
  napi_value (*ask_path)(napi_env env, naja_permissions* self, int how, const char* path, int* flags,
                         naja_place* place, int* error);
  // An address to connect to, to send to or to listen at.
  napi_value (*ask_address)(napi_env env, naja_permissions* self, const struct sockaddr* address);
  // The addresses of a host; and what they were found to be.
  napi_value (*ask_host)(napi_env env, naja_permissions* self, const char* host);
  void (*resolved)(napi_env env, naja_permissions* self, const char* host, const struct addrinfo* found);
  // A program to run: *found is its absolute path (free it). `variables`: "NAME=value" and NULL at the end,
  // or NULL for the process's own.
  napi_value (*ask_program)(napi_env env, naja_permissions* self, const char* name, const char* cwd,
                            char* const* variables, char** found);
  // A descriptor that the program names: its own, or stdio.
  napi_value (*ask_fd)(napi_env env, naja_permissions* self, int fd);
  // A descriptor whose file is to be changed in ways that the open mode does not guard.
  napi_value (*ask_fd_write)(napi_env env, naja_permissions* self, int fd);
  // The state of a thread that this environment starts; and the end of one.
  naja_permissions* (*inherit)(naja_permissions* self);
  void (*release)(naja_permissions* self);
  unsigned char* files;  // a bit for each descriptor that the program has opened, shared with its threads
  bool loading;          // nothing of the program has run yet: its modules are being read
};

#define NAJA_MOST_FILES 65536

static inline bool naja_throw_denied(napi_env env, napi_value denied) {
  if (denied == NULL) return true;
  napi_throw(env, denied);
  return false;
}

// Whether the environment may do something; where it may not, the error is thrown.
static inline bool naja_may(napi_env env, int kind, const char* resource) {
  naja_permissions* permissions = naja_env_permissions(env);
  return permissions == NULL ||
         naja_throw_denied(env, permissions->ask(env, permissions, kind, resource, false));
}

static inline bool naja_may_some(napi_env env, int kind) {
  naja_permissions* permissions = naja_env_permissions(env);
  return permissions == NULL || naja_throw_denied(env, permissions->ask(env, permissions, kind, NULL, true));
}

// The same for a descriptor that the program names.
static inline bool naja_may_use_fd(napi_env env, int fd) {
  naja_permissions* permissions = naja_env_permissions(env);
  if (permissions == NULL) return true;
  if (fd > 2 && fd < NAJA_MOST_FILES && permissions->files[fd >> 3] & 1 << (fd & 7)) return true;
  return naja_throw_denied(env, permissions->ask_fd(env, permissions, fd));
}

// Takes note of a descriptor that the program has opened, and of one that it has closed or given away.
static inline void naja_fd_opened(napi_env env, int fd) {
  naja_permissions* permissions = naja_env_permissions(env);
  if (permissions != NULL && fd >= 0 && fd < NAJA_MOST_FILES)
    __atomic_or_fetch(&permissions->files[fd >> 3], 1 << (fd & 7), __ATOMIC_RELAXED);
}

static inline void naja_fd_closed(napi_env env, int fd) {
  naja_permissions* permissions = naja_env_permissions(env);
  if (permissions != NULL && fd >= 0 && fd < NAJA_MOST_FILES)
    __atomic_and_fetch(&permissions->files[fd >> 3], ~(1 << (fd & 7)), __ATOMIC_RELAXED);
}

#endif  // NAJA_PERMISSIONS_H_
