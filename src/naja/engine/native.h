// native.h: JavaScript functions over C functions. The engine converts values and knows V8's fast calls; who
// makes the call (libffi, generated machine code) and what it means is ext/ffi's.
#ifndef NAJA_ENGINE_NATIVE_H_
#define NAJA_ENGINE_NATIVE_H_

#include "napi.h"

#ifdef __cplusplus
extern "C" {
#endif

// The types of C's ABI.
enum {
  NAJA_VOID,
  NAJA_BOOL,
  NAJA_I8,
  NAJA_U8,
  NAJA_I16,
  NAJA_U16,
  NAJA_I32,
  NAJA_U32,
  NAJA_I64,
  NAJA_U64,
  NAJA_F32,
  NAJA_F64,
  NAJA_POINTER,
  NAJA_STRUCT,
};
// How JavaScript sees one.
enum {
  // A boolean; a number; for 64 bits and pointers a BigInt; for a struct a Uint8Array of its bytes. Integers
  // wrap.
  NAJA_AS_USUAL,
  // 64 bits and pointers as a number (exact below 2^53).
  NAJA_AS_NUMBER,
  // 64 bits: takes a BigInt or a number; gives a number where that is exact, else a BigInt.
  NAJA_AS_EITHER,
  // A pointer argument: an ArrayBuffer or a view of one, or null. The bytes are borrowed for the call.
  NAJA_AS_BYTES,
  // A pointer argument: what NAJA_AS_BYTES takes, null or undefined, a BigInt, a number, or a string, which
  // is
  // copied as UTF-8 with a zero at its end for the time of the call.
  NAJA_AS_ANY,
};

typedef struct naja_native_type {
  uint8_t type;
  uint8_t as;
  uint32_t size;        // of a struct, in bytes
  const char* message;  // of the TypeError for a value that cannot be converted; NULL for a usual one
} naja_native_type;

// Strings for the time of a call. Everything above `used` as it was before is given back by setting it again.
typedef struct naja_native_arena {
  size_t used;
  size_t size;
  char* base;
  void* large;
} naja_native_arena;

typedef struct naja_native_function {
  uint32_t argc;
  const naja_native_type* args;
  naja_native_type result;
  // Makes the call: slots[0..argc-1] hold the arguments (integers extended to 64 bits, a struct's address),
  // slots[argc] takes the result; for a struct it holds the address to write to. False where it has thrown.
  bool (*call)(struct naja_native_function* self, uint64_t* slots);
  // Machine code for V8's optimised code to call, or NULL: the receiver, then each argument as
  // naja_native_passing says.
  const void* fast;
  // JavaScript's function is gone.
  void (*release)(struct naja_native_function* self);
} naja_native_function;

#define NAJA_NATIVE_MAX_ARGUMENTS 64

// How optimised code passes an argument or takes a result.
enum {
  NAJA_PASS_NONE,   // it cannot
  NAJA_PASS_INT,    // 32 bits in an integer register
  NAJA_PASS_LONG,   // 64 bits in an integer register
  NAJA_PASS_FLOAT,  // a float
  NAJA_PASS_DOUBLE,
  NAJA_PASS_FROM_DOUBLE,  // a double for what C has as a 64-bit integer or a pointer
  NAJA_PASS_VALUE,        // a handle, for naja_native_address or naja_native_integer
  NAJA_PASS_VOID,
};
NAPI_EXTERN int naja_native_passing(const naja_native_type* type, bool result);

// The JavaScript function. `native` must live until its `release` is called.
NAPI_EXTERN napi_status naja_native_create(napi_env env, const char* name, naja_native_function* native,
                                           napi_value* result);

// One value into a slot. False, with the exception thrown (not pending in `env`), where it cannot be. A NULL
// arena is that of the thread.
NAPI_EXTERN bool naja_native_from_js(napi_env env, const naja_native_type* type, uint32_t index,
                                     napi_value value, naja_native_arena* arena, uint64_t* slot);
// A value from a slot (a struct: from the address in it, copied).
NAPI_EXTERN napi_value naja_native_to_js(napi_env env, const naja_native_type* type, uint64_t slot);

NAPI_EXTERN naja_native_arena* naja_native_thread_arena(void);
NAPI_EXTERN void naja_native_arena_clear(naja_native_arena* arena);

// For machine code: a handle's pointer or integer. `ok` false: call naja_native_mismatch and return.
typedef struct naja_native_word {
  uint64_t value;
  uint64_t ok;
} naja_native_word;
NAPI_EXTERN naja_native_word naja_native_bytes(void* handle);
NAPI_EXTERN naja_native_word naja_native_any(void* handle);
NAPI_EXTERN naja_native_word naja_native_integer(void* handle);
NAPI_EXTERN void naja_native_mismatch(const naja_native_type* type, uint32_t index);

// Throws from within a call, fast or not.
NAPI_EXTERN void naja_native_throw(napi_env env, napi_value error);

// An ArrayBuffer over memory at an address, which must outlive it; NULL where the engine cannot have that
// memory.
NAPI_EXTERN napi_value naja_native_view(napi_env env, void* data, size_t length);
// A shallow copy of an object, with its hidden fields and its prototype: cheaper than to make one without a
// prototype.
NAPI_EXTERN napi_value naja_native_clone(napi_env env, napi_value object);
// Has what C allocates from now on lie where naja_native_view can reach it.
NAPI_EXTERN void naja_native_share(void);

// Calls a JavaScript function for C, on the environment's thread, and puts what it returns into *slot (a
// struct: to the address in it). False, and nothing called, where an exception is on its way already. One
// that the function throws goes on to the JavaScript that has called C; where there is none, to the uncaught
// exception handler. A result that cannot be converted is a TypeError, or, where result->message is "",
// becomes a number, or 0.
NAPI_EXTERN bool naja_native_callback(napi_env env, napi_value function, uint32_t argc,
                                      const naja_native_type* types, const uint64_t* slots,
                                      const naja_native_type* result, uint64_t* slot);

#ifdef __cplusplus
}
#endif

#endif  // NAJA_ENGINE_NATIVE_H_
