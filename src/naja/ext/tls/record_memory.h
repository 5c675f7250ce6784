// OpenSSL takes memory for a record (16 KiB and some) with each one that it reads or writes, and frees it
// after it, so that idle connections cost little (SSL_MODE_RELEASE_BUFFERS). Such blocks are too large for
// what malloc keeps at hand: the last few of a thread are kept here for the next record. All else goes to
// malloc.
#ifndef NAJA_RECORD_MEMORY_H_
#define NAJA_RECORD_MEMORY_H_

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>

int CRYPTO_set_mem_functions(void* (*allocate)(size_t, const char*, int),
                             void* (*resize)(void*, size_t, const char*, int),
                             void (*release)(void*, const char*, int));

enum { NAJA_RECORD_LEAST = 16384, NAJA_RECORD_MOST = 18432, NAJA_RECORDS_KEPT = 2 };

struct naja_records {
  void* block[NAJA_RECORDS_KEPT];
  int count;
  int known;  // the thread's end will free them; -1: it has begun
};
static __thread struct naja_records naja_records;
static pthread_key_t naja_records_key;

// The thread ends.
static void naja_records_free(void* data) {
  struct naja_records* kept = data;
  kept->known = -1;
  while (kept->count > 0) free(kept->block[--kept->count]);
}

// Every block that is kept has room for NAJA_RECORD_MOST bytes.
static void* naja_record_malloc(size_t size, const char* file, int line) {
  (void)file;
  (void)line;
  if (size < NAJA_RECORD_LEAST || size > NAJA_RECORD_MOST) return size == 0 ? NULL : malloc(size);
  struct naja_records* kept = &naja_records;
  return kept->count > 0 ? kept->block[--kept->count] : malloc(NAJA_RECORD_MOST);
}

static void naja_record_free(void* block, const char* file, int line) {
  (void)file;
  (void)line;
  if (block == NULL) return;
  size_t room = malloc_usable_size(block);
  if (room >= NAJA_RECORD_MOST && room < NAJA_RECORD_MOST + 64) {
    struct naja_records* kept = &naja_records;
    if (kept->known == 0) kept->known = pthread_setspecific(naja_records_key, kept) == 0 ? 1 : -1;
    if (kept->known > 0 && kept->count < NAJA_RECORDS_KEPT) {
      kept->block[kept->count++] = block;
      return;
    }
  }
  free(block);
}

static void* naja_record_realloc(void* block, size_t size, const char* file, int line) {
  if (block == NULL) return naja_record_malloc(size, file, line);
  if (size > 0) return realloc(block, size);
  naja_record_free(block, file, line);
  return NULL;
}

// OpenSSL takes this before it has used any memory and not later: to be called by whoever is loaded first of
// those that call it, and again by the others, whose call does nothing.
static void naja_keep_records(void) {
#ifndef __SANITIZE_ADDRESS__
  if (pthread_key_create(&naja_records_key, naja_records_free) != 0) return;
  if (!CRYPTO_set_mem_functions(naja_record_malloc, naja_record_realloc, naja_record_free))
    pthread_key_delete(naja_records_key);
#else
  (void)naja_record_malloc, (void)naja_record_realloc, (void)naja_record_free, (void)naja_records_free;
#endif
}

#endif
