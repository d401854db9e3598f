// What the C programs of the bench share: time, names in wire form, the FNV-1a hash.
#ifndef NODENS_BENCH_DNS_H
#define NODENS_BENCH_DNS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DNS_HEADER = 12, DNS_MAX_NAME = 255, DNS_A = 1, DNS_IN = 1 };

static inline uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

static inline void put16(uint8_t *to, unsigned value) {
  to[0] = (uint8_t)(value >> 8);
  to[1] = (uint8_t)value;
}

static inline unsigned get16(const uint8_t *from) { return (unsigned)from[0] << 8 | from[1]; }

static inline void die(const char *what, const char *detail) {
  fprintf(stderr, "%s: %s\n", what, detail);
  exit(2);
}

// Writes a dotted name as labels, returns its length with the root label, 0 when it is no name.
static inline int encode_name(const char *text, uint8_t *to) {
  int at = 0;
  while (*text && strcmp(text, ".") != 0) {
    size_t label = strcspn(text, ".");
    if (label == 0 || label > 63 || at + (int)label + 2 > DNS_MAX_NAME) return 0;
    to[at++] = (uint8_t)label;
    memcpy(to + at, text, label);
    at += (int)label;
    text += label;
    if (*text == '.') text++;
  }
  to[at++] = 0;
  return at;
}

// The numbers of the record types that the workloads use; 0 for any other word.
static inline int type_number(const char *word) {
  static const struct { const char *word; int number; } types[] = {
      {"A", 1}, {"NS", 2}, {"CNAME", 5}, {"SOA", 6}, {"PTR", 12}, {"TXT", 16}, {"AAAA", 28}, {"SRV", 33}};
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    if (strcmp(types[i].word, word) == 0) return types[i].number;
  return 0;
}

static inline uint32_t fnv1a(uint32_t hash, uint8_t octet) { return (hash ^ octet) * 16777619u; }

#define FNV1A_START 2166136261u

#endif
