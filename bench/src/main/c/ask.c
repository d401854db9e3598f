// ask: asks one question until the right answer comes.
//
//   ask PORT NAME TYPE WANTED SECONDS
//
// WANTED is an IPv4 address that an A record of the answer must hold, or the word NXDOMAIN or NOERROR for the answer's
// code. Asks again every 2 ms, each time from a new port. Prints how many ms it took, exit code 0; or what came last, exit code 1.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dns.h"

static int skip_name(const uint8_t *message, int length, int at) {
  while (at < length && message[at] && message[at] < 0xc0) at += message[at] + 1;
  return at + (at < length && message[at] >= 0xc0 ? 2 : 1);
}

static bool holds_address(const uint8_t *message, int length, const uint8_t *address) {
  int at = skip_name(message, length, DNS_HEADER) + 4;
  for (unsigned left = get16(message + 6); left > 0; left--) {
    at = skip_name(message, length, at);
    if (at + 10 > length) return false;
    int data = (int)get16(message + at + 8);
    if (get16(message + at) == DNS_A && data == 4 && at + 14 <= length && !memcmp(message + at + 10, address, 4)) return true;
    at += 10 + data;
  }
  return false;
}

static bool right(const uint8_t *message, int length, const char *wanted) {
  uint8_t address[4];
  if (length < DNS_HEADER) return false;
  if (inet_pton(AF_INET, wanted, address) == 1) return holds_address(message, length, address);
  return (message[3] & 15) == (strcmp(wanted, "NXDOMAIN") == 0 ? 3 : 0);
}

static int exchange(const struct sockaddr_in *target, const uint8_t *query, int length, uint8_t *reply, int room) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), received = -1;
  struct pollfd poll_in = {.fd = fd, .events = POLLIN};
  if (!connect(fd, (const struct sockaddr *)target, sizeof *target) && send(fd, query, (size_t)length, 0) == length && poll(&poll_in, 1, 200) == 1)
    received = (int)recv(fd, reply, (size_t)room, 0);
  close(fd);
  return received;
}

int main(int argc, char **argv) {
  if (argc != 6) die("usage", "ask PORT NAME TYPE WANTED SECONDS");
  struct sockaddr_in target = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  uint8_t query[300] = {0x4e, 0x6f, 1, 0, 0, 1}, reply[4096] = {0};
  int length = encode_name(argv[2], query + DNS_HEADER), type = type_number(argv[3]), received = -1;
  if (!length || !type) die("no name or type", argv[2]);
  put16(query + DNS_HEADER + length, (unsigned)type);
  put16(query + DNS_HEADER + length + 2, DNS_IN);
  uint64_t start = now_ns(), end = start + (uint64_t)(atof(argv[5]) * 1e9);
  do {
    received = exchange(&target, query, DNS_HEADER + length + 4, reply, sizeof reply);
    if (right(reply, received, argv[4])) {
      printf("%.1f\n", (double)(now_ns() - start) / 1e6);
      return 0;
    }
    usleep(2000);
  } while (now_ns() < end);
  if (received < DNS_HEADER) fprintf(stderr, "port %s: no answer to %s %s within %s s\n", argv[1], argv[2], argv[3], argv[5]);
  else fprintf(stderr, "port %s: rcode %d with %u records to %s %s, wanted %s\n", argv[1], reply[3] & 15, get16(reply + 6), argv[2], argv[3], argv[4]);
  return 1;
}
