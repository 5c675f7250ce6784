// bridge.h: what Python's bridge needs of the engine beyond Node-API and engine.h: many values in one call,
// and memory that both sides see. Called on the thread of the environment unless it says otherwise.
#ifndef NAJA_ENGINE_BRIDGE_H_
#define NAJA_ENGINE_BRIDGE_H_

#include "engine.h"

#ifdef __cplusplus
extern "C" {
#endif

// What a value is, in one step.
enum {
  NAJA_KIND_UNKNOWN,
  NAJA_KIND_UNDEFINED,
  NAJA_KIND_NULL,
  NAJA_KIND_FALSE,
  NAJA_KIND_TRUE,
  NAJA_KIND_NUMBER,
  NAJA_KIND_STRING,
  NAJA_KIND_BIGINT,
  NAJA_KIND_SYMBOL,
  NAJA_KIND_PLAIN,  // an ordinary object whose prototype is Object.prototype or null
  NAJA_KIND_ARRAY,
  NAJA_KIND_MAP,
  NAJA_KIND_SET,
  NAJA_KIND_DATE,
  NAJA_KIND_VIEW,    // a TypedArray or a DataView
  NAJA_KIND_BUFFER,  // an ArrayBuffer or a SharedArrayBuffer
  NAJA_KIND_FUNCTION,
  NAJA_KIND_PROMISE,
  NAJA_KIND_ERROR,
  NAJA_KIND_PROXY,
  NAJA_KIND_EXTERNAL,
  NAJA_KIND_OBJECT,  // any other: an instance of a class, a RegExp, an iterator
};
// `number` receives a number's value.
NAPI_EXTERN int naja_kind_of(napi_env env, napi_value value, double* number);

// The characters of a string that are one after another, one byte each; good until the engine is called
// again. False for other strings: see naja_text_open. `hash` is 0 where V8 has not computed one.
NAPI_EXTERN bool naja_one_byte(napi_value value, const uint8_t** data, uint32_t* length, uint32_t* hash);

// A number for an object, a function or a symbol that stays the same; others may have it, too.
NAPI_EXTERN uint32_t naja_identity_hash(napi_env env, napi_value value);

// Elements `from` ... `from + count` of an array into `values`; holes are undefined. napi_pending_exception
// where reading one threw.
NAPI_EXTERN napi_status naja_array_values(napi_env env, napi_value array, uint32_t from, uint32_t count,
                                          napi_value* values);
// Whether an array has far fewer elements than its length says.
NAPI_EXTERN bool naja_array_is_sparse(napi_env env, napi_value array);
// The numbers of an array that holds nothing else, or false. `values` has room for `count`.
NAPI_EXTERN bool naja_array_numbers(napi_env env, napi_value array, uint32_t count, double* values);
// The own enumerable string keys of an object, as an array; `all`: also those that are not enumerable.
NAPI_EXTERN napi_status naja_own_keys(napi_env env, napi_value object, bool all, napi_value* keys,
                                      uint32_t* count);
// Keys `from` ... `from + count` of such an array, and their values.
NAPI_EXTERN napi_status naja_entries(napi_env env, napi_value object, napi_value keys, uint32_t from,
                                     uint32_t count, napi_value* names, napi_value* values);
// A Map's keys and values in turn, or a Set's values, as an array.
NAPI_EXTERN napi_status naja_collection_values(napi_env env, napi_value collection, napi_value* array);

// A new Map (`map`) or Set, and what is put into it; `value` is a Map's alone.
NAPI_EXTERN napi_value naja_collection_new(napi_env env, bool map);
NAPI_EXTERN napi_status naja_collection_add(napi_env env, napi_value collection, napi_value key,
                                            napi_value value);

// The data of a function that napi_create_function made with `call` in this environment; NULL for any other.
NAPI_EXTERN void* naja_function_data(napi_env env, napi_value function, napi_callback call);
// The object that stands for a pointer, while JavaScript has it; NULL. To be told by naja_remember_object.
NAPI_EXTERN napi_value naja_known_object(napi_env env, const void* pointer);
NAPI_EXTERN void naja_remember_object(napi_env env, const void* pointer, napi_value object);

// How many such objects there are; calls `call` for each of their pointers.
NAPI_EXTERN size_t naja_known_count(napi_env env);
typedef void (*naja_pointer_fn)(void* data, const void* pointer);
NAPI_EXTERN void naja_known_each(napi_env env, naja_pointer_fn call, void* data);

// What the host's objects, nodes 0 ... `nodes`, refer to, as far as it matters.
typedef struct naja_graph {
  size_t nodes;
  size_t edges;
  const uint32_t* from;
  const uint32_t* to;
  // Handles of naja_hold: where they are kept, and the node that has each.
  size_t held;
  napi_value** handles;
  const uint32_t* holders;
  // Pointers that JavaScript keeps alive by an object, and the node of each.
  size_t kept;
  const void** pointers;
  const uint32_t* keeps;
  napi_value (*keeper)(void* owner, const void* pointer);  // the object
  void* owner;
} naja_graph;
// Collects garbage as if these handles kept nothing alive but what nodes refer to that JavaScript keeps. A
// handle whose object was collected is NULL afterwards, and needs no naja_release. False: nothing was done.
NAPI_EXTERN bool naja_collect(napi_env env, const naja_graph* graph);

// A symbol that the language knows: "iterator", "asyncIterator", "dispose", "toStringTag". NULL for another.
NAPI_EXTERN napi_value naja_known_symbol(napi_env env, const char* name);
// Where an error was made, or source code could not be parsed: `file:line`, the line and a caret. NULL: not
// known.
NAPI_EXTERN napi_value naja_place_of(napi_env env, napi_value error);
// The internalised string of ASCII text for a property's name; quick where the same place in memory has it
// again.
NAPI_EXTERN napi_value naja_property_key(napi_env env, const char* ascii, size_t length);
// A new array of these. Raises nothing; NULL where there is no memory.
NAPI_EXTERN napi_value naja_array_of(napi_env env, size_t count, napi_value* values);

// 0 pending, 1 fulfilled, 2 rejected; `result` is NULL where it is pending. -1 if it is no promise.
NAPI_EXTERN int naja_promise_state(napi_env env, napi_value promise, napi_value* result);
// Its rejection is nobody's oversight.
NAPI_EXTERN void naja_promise_handled(napi_env env, napi_value promise);

// --- memory

typedef struct naja_buffer {
  uint8_t* data;
  size_t length;  // in bytes
  size_t offset;  // of `data` in the memory that naja_store_of keeps
  char format;    // Python's struct format of an element
  uint8_t itemsize;
  bool resizable;
  bool detached;
  bool shared;
} naja_buffer;
// What an ArrayBufferView, ArrayBuffer or SharedArrayBuffer covers just now. False for other values.
NAPI_EXTERN bool naja_buffer_of(napi_env env, napi_value value, naja_buffer* buffer);

// Memory of V8's kind that belongs to no environment. Any thread, once the engine is initialised. False where
// there is none left.
NAPI_EXTERN bool naja_store_new(size_t length, bool zeroed, naja_store* store, uint8_t** data);
// Memory of others, which must be shareable; `release` is called on any thread, and must not call the engine.
NAPI_EXTERN bool naja_store_over(void* data, size_t length,
                                 void (*release)(void* data, size_t length, void* hint), void* hint,
                                 naja_store* store);
// Whether memory lies where JavaScript can see it.
NAPI_EXTERN bool naja_can_share(const void* data, size_t length);
// A typed array over memory that `store` keeps: `length` elements of Python's `format` from a byte `offset`
// on; 'A' for the ArrayBuffer itself. The store stays the caller's.
NAPI_EXTERN napi_status naja_typed_array(napi_env env, const naja_store* store, size_t offset, char format,
                                         size_t length, napi_value* result);

// The typed array that stands for this memory, in this format and length, if JavaScript has it still; NULL.
// To be told by naja_remember_array.
NAPI_EXTERN napi_value naja_known_array(napi_env env, const void* data, size_t length, char format);
NAPI_EXTERN void naja_remember_array(napi_env env, const void* data, size_t length, char format,
                                     napi_value array);
// An ArrayBuffer for memory that cannot be shared, by copies that are carried over whenever the other side's
// turn comes (engine.md). `finalize` is called on the environment's thread.
NAPI_EXTERN napi_status naja_mirror(napi_env env, void* data, size_t length, napi_finalize finalize,
                                    void* hint, napi_value* result);
// A typed array of all of an ArrayBuffer.
NAPI_EXTERN napi_status naja_typed_array_of(napi_env env, napi_value memory, char format, size_t length,
                                            napi_value* result);

#ifdef __cplusplus
}
#endif

#endif  // NAJA_ENGINE_BRIDGE_H_
