/* Comes before libuv's unix/process.c: what a child has used is known when it is waited for, and not later.
 * It is kept until whoever hears of its end takes it (naja_uv_child_usage), on the same thread. */
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

struct naja_child_usage {
  pid_t pid;
  struct rusage usage;
  struct naja_child_usage* next;
};
static __thread struct naja_child_usage* naja_child_usages;

static pid_t naja_wait(pid_t pid, int* status, int options) {
  struct rusage usage;
  pid_t result = wait4(pid, status, options, &usage);
  /* Without WNOHANG it is libuv that cleans up after a program that could not be started. */
  if (result > 0 && (options & WNOHANG)) {
    struct naja_child_usage* kept = malloc(sizeof *kept);
    if (kept != NULL) {
      kept->pid = result;
      kept->usage = usage;
      kept->next = naja_child_usages;
      naja_child_usages = kept;
    }
  }
  return result;
}

/* Fills in the 16 fields of a rusage in their order, times in microseconds; 0 where nothing is known of the
 * child. */
__attribute__((visibility("default"))) int naja_uv_child_usage(int pid, double* out) {
  for (struct naja_child_usage** at = &naja_child_usages; *at != NULL; at = &(*at)->next) {
    struct naja_child_usage* found = *at;
    const struct rusage* u = &found->usage;
    if (found->pid != pid) continue;
    out[0] = u->ru_utime.tv_sec * 1e6 + u->ru_utime.tv_usec;
    out[1] = u->ru_stime.tv_sec * 1e6 + u->ru_stime.tv_usec;
    const long fields[] = {u->ru_maxrss, u->ru_ixrss,    u->ru_idrss,   u->ru_isrss,   u->ru_minflt,
                           u->ru_majflt, u->ru_nswap,    u->ru_inblock, u->ru_oublock, u->ru_msgsnd,
                           u->ru_msgrcv, u->ru_nsignals, u->ru_nvcsw,   u->ru_nivcsw};
    for (int i = 0; i < 14; i++) out[i + 2] = (double)fields[i];
    *at = found->next;
    free(found);
    return 1;
  }
  return 0;
}

#define waitpid naja_wait
