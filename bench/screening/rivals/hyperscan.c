/* Reads TEXT LIST once; then answers each line on standard input with the hits of one whole run, the sum of their terms
   and the processor time it took in nanoseconds. Terms are literals, one a line; all overlapping hits. */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static unsigned long long cpu_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static char *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(3);
  fseek(file, 0, SEEK_END);
  *length = ftell(file);
  rewind(file);
  char *bytes = malloc(*length + 1);
  if (fread(bytes, 1, *length, file) != *length) exit(3);
  bytes[*length] = 0;
  fclose(file);
  return bytes;
}

struct tally { unsigned long long hits, sum; };

static int on_hit(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
  struct tally *tally = context;
  tally->hits += 1;
  tally->sum += id;
  return 0;
}

int main(int count, char **paths) {
  if (count < 3) return 2;
  size_t text_length, list_length;
  char *text = read_file(paths[1], &text_length);
  char *list = read_file(paths[2], &list_length);
  unsigned terms = 1;
  for (size_t i = 0; i < list_length; i++) terms += list[i] == '\n';
  const char **starts = malloc(terms * sizeof *starts);
  size_t *lengths = malloc(terms * sizeof *lengths);
  unsigned *flags = calloc(terms, sizeof *flags);
  unsigned *ids = malloc(terms * sizeof *ids);
  char *at = list;
  for (unsigned i = 0; i < terms; i++) {
    char *end = strchr(at, '\n');
    if (!end) end = list + list_length;
    starts[i] = at;
    lengths[i] = end - at;
    ids[i] = i;
    at = end + 1;
  }
  unsigned long long begun = cpu_ns();
  hs_database_t *database;
  hs_compile_error_t *error;
  if (hs_compile_lit_multi(starts, flags, ids, lengths, terms, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS) {
    fprintf(stderr, "%s\n", error->message);
    return 4;
  }
  unsigned long long built = cpu_ns() - begun;
  size_t bytes = 0;
  hs_database_size(database, &bytes);
  hs_scratch_t *scratch = NULL;
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) return 4;
  printf("{\"buildNs\":%llu,\"bytes\":%zu}\n", built, bytes);
  fflush(stdout);
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    struct tally tally = {0, 0};
    begun = cpu_ns();
    if (hs_scan(database, text, text_length, 0, scratch, on_hit, &tally) != HS_SUCCESS) return 5;
    printf("{\"hits\":%llu,\"sum\":%llu,\"ns\":%llu}\n", tally.hits, tally.sum & 0xffffffffull, cpu_ns() - begun);
    fflush(stdout);
  }
  return 0;
}
