// What ffi.ts calls.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int32_t add(int32_t a, int32_t b) { return a + b; }
int8_t i8(int8_t a) { return a; }
uint8_t u8(uint8_t a) { return a; }
int16_t i16(int16_t a) { return a; }
uint16_t u16(uint16_t a) { return a; }
uint32_t u32(uint32_t a) { return a; }
int64_t i64(int64_t a) { return a; }
uint64_t u64(uint64_t a) { return a; }
float f32(float a) { return a; }
double f64(double a) { return a; }
bool not_(bool a) { return !a; }
char letter(char c) { return c; }
const char* hello(void) { return "hello w\xc3\xb6rld"; }
const char* nothing(void) { return NULL; }
size_t length(const char* text) { return strlen(text); }
void fill(uint8_t* bytes, int count, int value) { memset(bytes, value, count); }
int sum(const uint8_t* bytes, int count) {
  int result = 0;
  for (int i = 0; i < count; i++) result += bytes[i];
  return result;
}
void* make(void) {
  uint8_t* bytes = malloc(16);
  for (int i = 0; i < 16; i++) bytes[i] = i + 1;
  return bytes;
}
void drop(void* bytes) { free(bytes); }
void* same(void* pointer) { return pointer; }
int call_int(int (*f)(int), int x) { return f(x); }
double call_many(double (*f)(double, float, int64_t, uint8_t, const char*), double a) {
  return f(a, 1.5f, 1LL << 60, 200, "text");
}
void call_void(void (*f)(void)) { f(); }
bool call_bool(bool (*f)(bool)) { return f(true); }
void* call_pointer(void* (*f)(void*), void* pointer) { return f(pointer); }
uint64_t call_long(uint64_t (*f)(int64_t), int64_t x) { return f(x); }
int (*adder(void))(int, int) { return (int (*)(int, int))add; }
uint64_t largest(void) { return UINT64_MAX; }
int64_t negative(void) { return -5; }
uint64_t small(void) { return 7; }
int eight(int a, int b, int c, int d, int e, int f, int g, int h) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h;
}
double mixed(int a, double b, int64_t c, float d, uint8_t e) { return a + b + (double)c + d + e; }
