// upstream: the resolver behind the servers under test. Answers every A query with one address after a fixed delay.
//
//   upstream PORT DELAY_US
//
// Names that start with "miss" get a TTL of 1 s, all others one of 300 s; other types get an empty answer. One thread.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "dns.h"

enum { WAITING = 1 << 14, DATAGRAM = 512, BATCH = 64 };

struct reply {
  struct sockaddr_in client;
  uint64_t due;
  int length;
  uint8_t message[DATAGRAM];
};

static struct reply waiting[WAITING];  // a ring: the delay is the same for all, so first in is first out
static uint32_t head, tail;

// Answers in place; returns the length, 0 for what is no query.
static int answer(uint8_t *message, int length) {
  if (length < DNS_HEADER + 5 || message[2] & 0x80 || get16(message + 4) != 1) return 0;
  int at = DNS_HEADER;
  while (at < length && message[at] && message[at] < 64) at += message[at] + 1;
  at += 5;
  if (at > length || at + 16 > DATAGRAM) return 0;
  bool address = get16(message + at - 4) == DNS_A;
  bool brief = !strncmp((char *)message + DNS_HEADER + 1, "miss", 4);
  message[2] = (message[2] & 1) | 0x80;
  message[3] = 0x80;  // RA
  memset(message + 6, 0, 6);
  if (!address) return at;
  const uint8_t record[16] = {0xc0, DNS_HEADER, 0, DNS_A, 0, DNS_IN, 0, 0, brief ? 0 : 1, brief ? 1 : 44, 0, 4, 192, 0, 2, 1};
  message[7] = 1;
  memcpy(message + at, record, sizeof record);
  return at + (int)sizeof record;
}

static void receive(int fd, uint64_t delay) {
  for (int i = 0; i < BATCH && tail - head < WAITING; i++) {
    struct reply *reply = &waiting[tail % WAITING];
    socklen_t room = sizeof reply->client;
    ssize_t received = recvfrom(fd, reply->message, DATAGRAM, MSG_DONTWAIT, (struct sockaddr *)&reply->client, &room);
    if (received < 0) return;
    reply->length = answer(reply->message, (int)received);
    reply->due = now_ns() + delay;
    if (reply->length) tail++;
  }
}

int main(int argc, char **argv) {
  if (argc != 3) die("usage", "upstream PORT DELAY_US");
  uint64_t delay = (uint64_t)atoi(argv[2]) * 1000;
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), size = 1 << 20;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(fd, (struct sockaddr *)&address, sizeof address)) die("bind", strerror(errno));
  prctl(PR_SET_TIMERSLACK, 1000);
  for (;;) {
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    uint64_t now = now_ns(), rest = head == tail ? 1000000000ull : waiting[head % WAITING].due > now ? waiting[head % WAITING].due - now : 0;
    struct timespec timeout = {(time_t)(rest / 1000000000ull), (long)(rest % 1000000000ull)};
    if (ppoll(&readable, 1, &timeout, NULL) == 1) receive(fd, delay);
    for (now = now_ns(); head != tail && waiting[head % WAITING].due <= now; head++) {
      struct reply *reply = &waiting[head % WAITING];
      sendto(fd, reply->message, (size_t)reply->length, 0, (struct sockaddr *)&reply->client, sizeof reply->client);
    }
  }
}
