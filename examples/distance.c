// How many letters two texts differ in (Levenshtein's distance), as a native addon: Node-API, so that it
// loads in Node.js, too.
//   cc -O2 -shared -fPIC -I$(naja --print-include) examples/distance.c -o distance.node
//   naja -p "require('./distance.node').distance('kitten', 'sitting')"
// With a binding.gyp, node-gyp does the same: see docs/addons.md.

#include <node_api.h>
#include <stdlib.h>

// Reads a string argument as UTF-16, which is how JavaScript counts. What is returned must be freed; NULL: an
// exception is pending.
static char16_t* read_text(napi_env env, napi_value value, size_t* length) {
  if (napi_get_value_string_utf16(env, value, NULL, 0, length) != napi_ok) {
    napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", "distance() takes two strings");
    return NULL;
  }
  char16_t* text = malloc((*length + 1) * sizeof(char16_t));
  if (text == NULL) {
    napi_throw_error(env, NULL, "out of memory");
    return NULL;
  }
  napi_get_value_string_utf16(env, value, text, *length + 1, length);
  return text;
}

// One row of the table at a time: row[j] is the distance of what was read of `a` to the first j letters of
// `b`.
static size_t distance(const char16_t* a, size_t a_length, const char16_t* b, size_t b_length, size_t* row) {
  for (size_t j = 0; j <= b_length; j++) row[j] = j;
  for (size_t i = 1; i <= a_length; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b_length; j++) {
      size_t best = diagonal + (a[i - 1] != b[j - 1]);
      if (row[j] + 1 < best) best = row[j] + 1;
      if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
      diagonal = row[j];
      row[j] = best;
    }
  }
  return row[b_length];
}

// distance(a, b) of JavaScript.
static napi_value call_distance(napi_env env, napi_callback_info info) {
  napi_value arguments[2], result = NULL;
  size_t count = 2, a_length, b_length;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  char16_t* a = read_text(env, arguments[0], &a_length);
  if (a == NULL) return NULL;
  char16_t* b = read_text(env, arguments[1], &b_length);
  if (b != NULL) {
    size_t* row = malloc((b_length + 1) * sizeof(size_t));
    if (row == NULL)
      napi_throw_error(env, NULL, "out of memory");
    else
      napi_create_double(env, (double)distance(a, a_length, b, b_length, row), &result);
    free(row);
  }
  free(b);
  free(a);
  return result;
}

// Called once for each thread that loads the addon: fills its exports.
NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "distance", NAPI_AUTO_LENGTH, call_distance, NULL, &function);
  napi_set_named_property(env, exports, "distance", function);
  return exports;
}
