// The C library that the tests of foreign functions load: one function for each thing that can go wrong.
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// --- scalars

int8_t add_i8(int8_t a, int8_t b) { return (int8_t)(a + b); }
uint8_t add_u8(uint8_t a, uint8_t b) { return (uint8_t)(a + b); }
int16_t add_i16(int16_t a, int16_t b) { return (int16_t)(a + b); }
uint16_t add_u16(uint16_t a, uint16_t b) { return (uint16_t)(a + b); }
int32_t add_i32(int32_t a, int32_t b) { return (int32_t)((uint32_t)a + (uint32_t)b); }
uint32_t add_u32(uint32_t a, uint32_t b) { return a + b; }
int64_t add_i64(int64_t a, int64_t b) { return (int64_t)((uint64_t)a + (uint64_t)b); }
uint64_t add_u64(uint64_t a, uint64_t b) { return a + b; }
size_t add_usize(size_t a, size_t b) { return a + b; }
float add_f32(float a, float b) { return a + b; }
double add_f64(double a, double b) { return a + b; }
bool not_bool(bool a) { return !a; }
bool is_true(int32_t a) { return a != 0; }
uint8_t has_address(const void* p) { return p != NULL; }
void* same_pointer(void* p) { return p; }
void nothing(void) {}

// What garbage in the upper bits of a register would spoil.
int32_t widen_i8(int8_t a) { return a; }
int32_t widen_u8(uint8_t a) { return a; }
int32_t widen_i16(int16_t a) { return a; }
int32_t widen_u16(uint16_t a) { return a; }
int64_t widen_i32(int32_t a) { return a; }
int64_t widen_u32(uint32_t a) { return a; }

// More than the registers hold, of both kinds, in turn.
double many(int8_t a, double b, int64_t c, float d, uint8_t e, double f, int32_t g, float h, uint16_t i,
            double j, int64_t k, float l, uint32_t m, double n, int16_t o, float p, uint64_t q, double r,
            float s, double t) {
  return a + b * 2 + (double)c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j * 10 + (double)k * 11 +
         l * 12 + m * 13 + n * 14 + o * 15 + p * 16 + (double)q * 17 + r * 18 + s * 19 + t * 20;
}
int64_t ten_integers(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f, int64_t g, int64_t h,
                     int64_t i, int64_t j) {
  return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j * 10;
}
int32_t six_integers(int32_t a, int32_t b, int32_t c, int32_t d, int32_t e, int32_t f) {
  return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6;
}
double ten_doubles(double a, double b, double c, double d, double e, double f, double g, double h, double i,
                   double j) {
  return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j * 10;
}
int32_t sum_variadic(int32_t count, ...) {
  va_list list;
  int32_t sum = 0;
  va_start(list, count);
  while (count-- > 0) sum += va_arg(list, int32_t);
  va_end(list);
  return sum;
}

// --- memory

uint32_t sum_bytes(const uint8_t* bytes, uint32_t count) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < count; i++) sum += bytes[i];
  return sum;
}
void fill_bytes(uint8_t* bytes, uint8_t value, size_t count) { memset(bytes, value, count); }
static char text[] = "a text from C: \xc3\xa9";
const char* get_text(void) { return text; }
size_t text_length(const char* s) { return s ? strlen(s) : 0; }
size_t two_lengths(const char* a, const char* b) { return strlen(a) * 100 + strlen(b); }
void* get_null(void) { return NULL; }
void* get_minus_one(void) { return (void*)-1; }

int32_t static_i32 = 42;
uint8_t static_u8 = 200;
int64_t static_i64 = -9007199254740993;
uint64_t static_u64 = 18446744073709551615u;
double static_f64 = 0.5;
float static_f32 = 1.5f;
bool static_bool = true;
const char* static_pointer = text;
struct pair {
  int32_t a;
  double b;
};
struct pair static_pair = {7, 2.25};

// --- structs by value

struct small {
  uint8_t r, g, b;
};
struct mixed {
  float x;
  int32_t n;
};
struct nested {
  struct pair first;
  struct small colour;
  int64_t last;
};
struct pair make_pair(int32_t a, double b) { return (struct pair){a, b}; }
double sum_pair(struct pair p) { return p.a + p.b; }
struct small invert(struct small c) { return (struct small){255 - c.r, 255 - c.g, 255 - c.b}; }
struct mixed twice(struct mixed m) { return (struct mixed){m.x * 2, m.n * 2}; }
struct nested next(struct nested n) {
  n.first.a++;
  n.first.b *= 2;
  n.colour = invert(n.colour);
  n.last = -n.last;
  return n;
}

// --- callbacks

typedef int32_t (*binary)(int32_t, int32_t);
typedef void (*plain)(void);
int32_t call_binary(binary f, int32_t a, int32_t b) { return f(a, b); }
int64_t call_often(binary f, int32_t count) {
  int64_t sum = 0;
  for (int32_t i = 0; i < count; i++) sum += f(i, 1);
  return sum;
}
void call_plain(plain f) { f(); }
double call_all(double (*f)(int8_t, uint8_t, int16_t, uint16_t, int32_t, uint32_t, int64_t, uint64_t, float,
                            double, void*, bool)) {
  return f(-8, 200, -16000, 60000, -32, 4000000000u, -64, 64, 0.5f, 0.25, (void*)4096, true);
}
struct pair call_struct(struct pair (*f)(struct pair), struct pair p) { return f(p); }
int8_t call_i8(int8_t (*f)(void)) { return f(); }
uint64_t call_u64(uint64_t (*f)(void)) { return f(); }
void* call_pointer(void* (*f)(void)) { return f(); }
bool call_bool(bool (*f)(void)) { return f(); }
float call_f32(float (*f)(void)) { return f(); }
static binary kept;
void keep_binary(binary f) { kept = f; }
int32_t call_kept(int32_t a, int32_t b) { return kept ? kept(a, b) : -1; }

// --- foreign threads

struct job {
  binary f;
  int32_t count, result;
};
static void* run_job(void* data) {
  struct job* job = data;
  for (int32_t i = 0; i < job->count; i++) job->result += job->f(i, 1);
  return NULL;
}
// Blocks its own thread, so it must be called nonblocking.
int32_t call_on_thread(binary f, int32_t count) {
  struct job job = {f, count, 0};
  pthread_t thread;
  if (pthread_create(&thread, NULL, run_job, &job) != 0) return -1;
  pthread_join(thread, NULL);
  return job.result;
}
static volatile int32_t detached_result;
static void* run_detached(void* data) {
  struct job* job = data;
  usleep(20000);
  detached_result = job->f(20, 22);
  free(job);
  return NULL;
}
// Returns at once; the callback comes later, from another thread.
void call_later(binary f) {
  struct job* job = malloc(sizeof(*job));
  *job = (struct job){f, 1, 0};
  pthread_t thread;
  if (pthread_create(&thread, NULL, run_detached, job) == 0) pthread_detach(thread);
}
int32_t later_result(void) { return detached_result; }
static void* run_plain(void* data) {
  usleep(20000);
  ((plain)data)();
  return NULL;
}
void call_plain_later(plain f) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run_plain, (void*)f) == 0) pthread_detach(thread);
}

int32_t slow(int32_t ms) {
  usleep((useconds_t)ms * 1000);
  return ms;
}
