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
#include <string.h>
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

extern char** environ;
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
  // which is never NULL.
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
  bool own_process;      // the process is the program's, which may signal it
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

static inline bool naja_is_own_process(napi_env env) {
  naja_permissions* permissions = naja_env_permissions(env);
  return permissions == NULL || permissions->own_process;
}

// A path that the program names: `place` is then where to find it, and is to be freed. Its text is NULL where
// the path itself will do. *error: a negative number of libuv's, for the caller to report.
static inline bool naja_may_place(napi_env env, int how, const char* path, naja_place* place, int* error) {
  naja_permissions* permissions = naja_env_permissions(env);
  int flags = 0;
  *error = 0;
  return permissions == NULL ||
         naja_throw_denied(env, permissions->ask_path(env, permissions, how, path, &flags, place, error));
}

// A program to run; `variables` NULL: with the process's own. *found, to be freed: where it is; NULL: as it
// was named.
static inline bool naja_may_run(napi_env env, const char* name, const char* cwd, char* const* variables,
                                char** found) {
  naja_permissions* permissions = naja_env_permissions(env);
  *found = NULL;
  return permissions == NULL ||
         naja_throw_denied(env, permissions->ask_program(env, permissions, name, cwd,
                                                         variables ? variables : environ, found));
}

// An address to connect to, to send to or to listen at.
static inline bool naja_may_reach(napi_env env, const struct sockaddr* address) {
  naja_permissions* permissions = naja_env_permissions(env);
  return permissions == NULL || naja_throw_denied(env, permissions->ask_address(env, permissions, address));
}

// A library to load, NULL for what is loaded already. *path, which was allocated, may become the one that was
// judged: absolute, without links.
static inline bool naja_may_load(napi_env env, int kind, char** path) {
  naja_permissions* permissions = naja_env_permissions(env);
  if (permissions == NULL) return true;
  // A name without a slash is looked for where libraries are, which no list names; nor does it name what is
  // not there yet.
  const char* resource = *path;
  char* found = resource != NULL && strchr(resource, '/') != NULL ? realpath(resource, NULL) : NULL;
  if (found != NULL)
    resource = found;
  else if (resource != NULL && strstr(resource, "..") != NULL)
    resource = NULL;
  if (!naja_throw_denied(env, permissions->ask(env, permissions, kind, resource, false))) {
    free(found);
    return false;
  }
  if (found != NULL) {
    free(*path);
    *path = found;
  }
  return true;
}

// The addresses of a host; and what they were found to be.
static inline bool naja_may_look_up(napi_env env, const char* host) {
  naja_permissions* permissions = naja_env_permissions(env);
  return permissions == NULL || naja_throw_denied(env, permissions->ask_host(env, permissions, host));
}

static inline void naja_resolved(napi_env env, const char* host, const struct addrinfo* found) {
  naja_permissions* permissions = naja_env_permissions(env);
  if (permissions != NULL && found != NULL) permissions->resolved(env, permissions, host, found);
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

// A descriptor that the program names, to be a handle's, which closes it: its number is then no file of the
// program's.
static inline bool naja_take_fd(napi_env env, int fd) {
  if (!naja_may_use_fd(env, fd)) return false;
  naja_fd_closed(env, fd);
  return true;
}

#endif  // NAJA_PERMISSIONS_H_
