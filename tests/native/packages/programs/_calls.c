/* A library for packages that call C: each function shows one way in which values can travel. */
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  int32_t x, y;
} Point;

typedef struct {
  Point from, to;
  double weight;
  const char* label;
  uint8_t color[4];
} Line;

typedef union {
  int64_t whole;
  double real;
} Number;

typedef struct List {
  int value;
  struct List* next;
} List;

int my_int = 42;
const char* my_string = "foobar";

int32_t add_i32(int32_t a, int32_t b) { return a + b; }
int64_t add_i64(int64_t a, int64_t b) { return a + b; }
uint64_t max_u64(void) { return UINT64_MAX; }
double add_double(double a, double b) { return a + b; }
float add_float(float a, float b) { return a + b; }
bool negate(bool value) { return !value; }
uint8_t next_u8(uint8_t value) { return value + 1; }
int16_t next_i16(int16_t value) { return value + 1; }
void nothing(void) {}

char* greet(const char* name) {
  char* text = malloc(strlen(name) + 9);
  sprintf(text, "Hello, %s!", name);
  return text;
}

int many(int8_t a, uint16_t b, int32_t c, int64_t d, float e, double f, bool g, const char* h, int i, int j,
         double k) {
  return a + b + c + (int)d + (int)e + (int)f + g + (int)strlen(h) + i + j + (int)k;
}

int sum_all(int count, ...) {
  va_list list;
  va_start(list, count);
  int sum = 0;
  for (int i = 0; i < count; i++) sum += va_arg(list, int);
  va_end(list);
  return sum;
}

Point move(Point point, int32_t dx, int32_t dy) { return (Point){point.x + dx, point.y + dy}; }

Line turn(Line line) {
  Line turned = line;
  turned.from = line.to;
  turned.to = line.from;
  turned.weight *= 2;
  for (int i = 0; i < 4; i++) turned.color[i] = line.color[3 - i];
  return turned;
}

void scale(Point* point, int32_t factor) {
  point->x *= factor;
  point->y *= factor;
}

int middle(const Point* points, int count, Point* result) {
  if (!count) return errno = EINVAL, -1;
  *result = (Point){0, 0};
  for (int i = 0; i < count; i++) result->x += points[i].x, result->y += points[i].y;
  result->x /= count;
  result->y /= count;
  return 0;
}

Number make_number(bool real, double value) {
  Number number;
  if (real)
    number.real = value;
  else
    number.whole = (int64_t)value;
  return number;
}

int64_t twice_whole(Number number) { return number.whole * 2; }

int64_t sum_i32(const int32_t* values, int count) {
  int64_t sum = 0;
  for (int i = 0; i < count; i++) sum += values[i];
  return sum;
}

int32_t* doubled_i32(const int32_t* values, int count) {
  int32_t* result = malloc(count * sizeof *result);
  for (int i = 0; i < count; i++) result[i] = values[i] * 2;
  return result;
}

double* halved(const double* values, int count) {
  double* result = malloc(count * sizeof *result);
  for (int i = 0; i < count; i++) result[i] = values[i] / 2;
  return result;
}

int total_length(const char** texts, int count) {
  int sum = 0;
  for (int i = 0; i < count; i++) sum += (int)strlen(texts[i]);
  return sum;
}

void fill(uint8_t* bytes, int count, uint8_t value) { memset(bytes, value, count); }

void write_text(char* out, int size) { snprintf(out, size, "written by C"); }

int fails(int code) {
  errno = code;
  return -1;
}

List* list_new(int count) {
  List* head = NULL;
  for (int i = count; i > 0; i--) {
    List* item = malloc(sizeof *item);
    *item = (List){i, head};
    head = item;
  }
  return head;
}

int list_sum(const List* list) {
  int sum = 0;
  for (; list; list = list->next) sum += list->value;
  return sum;
}

void list_free(List* list) {
  while (list) {
    List* next = list->next;
    free(list);
    list = next;
  }
}

void open_list(List** out) { *out = list_new(4); }

int apply(int (*function)(int, int), int a, int b) { return function(a, b); }

void each(const char** texts, int count, void (*visit)(const char*, int)) {
  for (int i = 0; i < count; i++) visit(texts[i], i);
}

double fold(const double* values, int count, double (*step)(double, double), double start) {
  for (int i = 0; i < count; i++) start = step(start, values[i]);
  return start;
}

int point_callback(int (*function)(Point), int x, int y) { return function((Point){x, y}); }

static int (*kept)(int);
void keep(int (*function)(int)) { kept = function; }
int call_kept(int value) { return kept ? kept(value) : -1; }

typedef struct {
  int (*function)(int);
  int calls;
} Thread;

static void* run(void* data) {
  Thread* thread = data;
  for (int i = 0; i < thread->calls; i++) thread->function(i);
  free(thread);
  return NULL;
}

/* Calls from another thread, which nobody waits for. */
int call_from_thread(int (*function)(int), int calls) {
  Thread* thread = malloc(sizeof *thread);
  *thread = (Thread){function, calls};
  pthread_t id;
  if (pthread_create(&id, NULL, run, thread)) return -1;
  pthread_detach(id);
  return 0;
}

/* Something that takes a while. */
double slow(int turns) {
  volatile double sum = 0;
  for (int i = 0; i < turns; i++) sum += 1.0 / (i + 1);
  return sum;
}
