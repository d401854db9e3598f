// floor: the least that a user-space UDP server can do here.
//
//   floor PORT RECORDS [WORKERS]
//
// RECORDS holds one "name address" a line. Each worker has a SO_REUSEPORT socket on 127.0.0.1 and loops: recvmmsg, one
// hash lookup a datagram, sendmmsg from the same buffers. Names it has get an A record, others NXDOMAIN with a SOA record.
// No EDNS, no other types, no metrics: what a real server adds to this is what it costs.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

#include "dns.h"

enum { BATCH = 64, DATAGRAM = 1232, TTL = 30, NEGATIVE_TTL = 5 };

struct record {
  uint8_t name[DNS_MAX_NAME + 1];
  uint16_t length;  // 0: free
  uint8_t address[4];
};

static struct record *table;
static uint32_t mask;
static int port;

static uint32_t slot_of(const uint8_t *name, int length) {
  uint32_t hash = FNV1A_START;
  for (int i = 0; i < length; i++) hash = fnv1a(hash, name[i]);
  return (hash ^ hash >> 15) & mask;
}

static struct record *find(const uint8_t *name, int length) {
  uint32_t slot = slot_of(name, length);
  while (table[slot].length && (table[slot].length != length || memcmp(table[slot].name, name, (size_t)length))) slot = (slot + 1) & mask;
  return &table[slot];
}

static void load(const char *file) {
  FILE *in = fopen(file, "r");
  if (!in) die(file, strerror(errno));
  char name[300], address[40];
  uint32_t lines = 0;
  while (fscanf(in, "%299s %39s", name, address) == 2) lines++;
  mask = 1;
  while (mask < lines * 2) mask <<= 1;
  table = calloc(mask--, sizeof *table);
  rewind(in);
  while (fscanf(in, "%299s %39s", name, address) == 2) {
    uint8_t wire[DNS_MAX_NAME + 1];
    int length = encode_name(name, wire);
    struct record *record = length ? find(wire, length) : NULL;
    if (!record || inet_pton(AF_INET, address, record->address) != 1) die(file, name);
    memcpy(record->name, wire, (size_t)length);
    record->length = (uint16_t)length;
  }
  fclose(in);
}

static int append_address(uint8_t *at, const uint8_t *address) {
  static const uint8_t fixed[12] = {0xc0, DNS_HEADER, 0, DNS_A, 0, DNS_IN, 0, 0, 0, TTL, 0, 4};
  memcpy(at, fixed, sizeof fixed);
  memcpy(at + sizeof fixed, address, 4);
  return (int)sizeof fixed + 4;
}

// SOA of the zone, which is the last two labels of the name ("cluster.local" starts 15 octets before the name's end).
static int append_soa(uint8_t *at, int zone) {
  static const uint8_t rdata[] = {2, 'n', 's', 3, 'd', 'n', 's', 0xc0, 0, 10, 'h', 'o', 's', 't', 'm', 'a', 's', 't', 'e', 'r', 0xc0, 0,
                                  0, 0, 0, 1, 0, 0, 0x1c, 0x20, 0, 0, 7, 8, 0, 1, 0x51, 0x80, 0, 0, 0, NEGATIVE_TTL};
  const uint8_t fixed[12] = {0xc0, (uint8_t)zone, 0, 6, 0, DNS_IN, 0, 0, 0, NEGATIVE_TTL, 0, sizeof rdata};
  memcpy(at, fixed, sizeof fixed);
  memcpy(at + sizeof fixed, rdata, sizeof rdata);
  at[sizeof fixed + 8] = at[sizeof fixed + 21] = (uint8_t)zone;
  return (int)(sizeof fixed + sizeof rdata);
}

// Turns the query into its answer in place; returns the answer's length, 0 for silence.
static int answer(uint8_t *message, int length) {
  if (length < DNS_HEADER + 5 || message[2] & 0xf8 || get16(message + 4) != 1) return 0;
  uint8_t name[DNS_MAX_NAME + 1];
  int at = DNS_HEADER, used = 0;
  while (message[at]) {
    int label = message[at];
    if (label > 63 || at + label + 6 > length || used + label + 2 > DNS_MAX_NAME) return 0;
    name[used++] = (uint8_t)label;
    for (int i = 1; i <= label; i++) {
      uint8_t c = message[at + i];
      name[used++] = c >= 'A' && c <= 'Z' ? c | 32 : c;
    }
    at += label + 1;
  }
  name[used++] = 0;
  at += 5;
  if (get16(message + at - 4) != DNS_A || get16(message + at - 2) != DNS_IN) return 0;
  const struct record *record = find(name, used);
  message[2] = (message[2] & 1) | 0x84;  // QR, AA, RD as asked
  message[3] = record->length ? 0 : 3;
  memset(message + 6, 0, 6);
  message[record->length ? 7 : 9] = 1;
  return at + (record->length ? append_address(message + at, record->address) : append_soa(message + at, at - 4 - 15));
}

static int open_socket(void) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), one = 1, size = 1 << 20;
  setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(fd, (struct sockaddr *)&address, sizeof address)) die("bind", strerror(errno));
  return fd;
}

static void *serve(void *unused) {
  (void)unused;
  int fd = open_socket();
  static __thread uint8_t buffers[BATCH][DATAGRAM + 128];
  static __thread struct sockaddr_in clients[BATCH];
  struct iovec vectors[BATCH];
  struct mmsghdr messages[BATCH];
  for (;;) {
    for (int i = 0; i < BATCH; i++) {
      vectors[i] = (struct iovec){buffers[i], DATAGRAM};
      messages[i].msg_hdr = (struct msghdr){&clients[i], sizeof clients[i], &vectors[i], 1, NULL, 0, 0};
    }
    int received = recvmmsg(fd, messages, BATCH, MSG_WAITFORONE, NULL), kept = 0;
    for (int i = 0; i < received; i++) {
      int length = answer(buffers[i], (int)messages[i].msg_len);
      if (!length) continue;
      vectors[i].iov_len = (size_t)length;
      messages[kept++].msg_hdr = messages[i].msg_hdr;
    }
    for (int done = 0; done < kept;) {
      int sent = sendmmsg(fd, messages + done, (unsigned)(kept - done), 0);
      done += sent > 0 ? sent : 1;
    }
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc < 3) die("usage", "floor PORT RECORDS [WORKERS]");
  port = atoi(argv[1]);
  load(argv[2]);
  for (int i = 1; i < (argc > 3 ? atoi(argv[3]) : 1); i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, NULL)) die("pthread_create", strerror(errno));
  }
  serve(NULL);
}
