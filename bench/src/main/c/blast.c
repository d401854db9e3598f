// blast: a DNS load generator on one thread.
//
//   blast -p PORT -d QUERIES (-q OUTSTANDING | -r RATE) [-c SOCKETS] [-l SECONDS] [-w WARM-UP] [-t] [-e]
//         [-P PID,PID...] [-H PID,PID...]
//
// QUERIES holds one "name type" a line, asked in that order, round and round. With -q a new query goes out for each
// answer (closed loop); with -r queries go out on a fixed schedule and latency counts from the scheduled time, so a
// stalled server cannot hide behind a waiting generator (open loop). -t asks over TCP, -e adds an EDNS record.
// An answer counts when its id belongs to a query in flight and its question is, octet for octet, the one asked.
// -P names the processes of the server: their CPU time is read at both ends of the measured window, their memory after it.
// -H names processes that belong to the load, such as an upstream: what they use is no disturbance.
// Prints one JSON object on one line.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dns.h"

enum {
  SLOT_BITS = 10,
  SLOTS = 1 << SLOT_BITS,  // most queries in flight on one socket
  BATCH = 32,              // datagrams to one system call
  DATAGRAM = 4096,
  STREAM = 1 << 17,
  MAX_LANES = 256,
  MAX_PIDS = 64,
  SUB = 64,  // buckets per power of two: percentiles are right to 1.6 %
  BUCKETS = 60 * SUB
};

static const uint64_t TIMEOUT_NS = 1000000000ull;  // an answer later than this is a lost one
static const uint64_t DRAIN_NS = 300000000ull;     // how long to wait for the last answers

struct query {
  uint32_t offset;     // into the arena
  uint16_t length;     // with EDNS
  uint16_t questions;  // octets of the question section
};

struct slot {
  uint64_t asked;  // ns: when the query was sent (closed loop) or due (open loop)
  uint32_t query;
  uint8_t generation;
  bool busy;
};

struct lane {
  int fd;
  uint32_t next;  // where the search for a free slot starts
  int in_flight;
  struct slot slots[SLOTS];
  uint8_t *in, *out;  // TCP only
  size_t in_length, out_length;
};

struct counts {
  uint64_t sent, answered, lost, bad, late, unsent, reconnects, measured;
  uint64_t rcodes[16];
  uint64_t empty;  // NOERROR without an answer record
  uint64_t histogram[BUCKETS];
  uint64_t max_ns;
  double sum_ns;
};

struct usage {
  uint64_t at;
  double server, load;     // s
  double busy, steal;      // s, the whole machine
};

static struct query *queries;
static uint8_t *arena;
static uint32_t query_count, next_query;
static struct lane *lanes[MAX_LANES];
static struct counts counts;
static struct sockaddr_in target = {.sin_family = AF_INET};
static int lane_count = 20, window, port, epoll;
static struct family { int pids[MAX_PIDS], count; } server, helpers;
static double rate, seconds = 5, warm_up = 0.3;
static bool tcp, edns;
static uint64_t window_start, window_end;

// ---- the workload

static void load(const char *file) {
  FILE *in = fopen(file, "r");
  if (!in) die(file, strerror(errno));
  size_t room = 1 << 20, used = 0, slots = 1 << 16;
  arena = malloc(room);
  queries = malloc(slots * sizeof *queries);
  char line[1200], name[1025], type[17];
  while (fgets(line, sizeof line, in)) {
    if (sscanf(line, "%1024s %16s", name, type) != 2) continue;
    if (query_count == slots) queries = realloc(queries, (slots *= 2) * sizeof *queries);
    if (used + 512 > room) arena = realloc(arena, room *= 2);
    uint8_t *message = arena + used;
    memset(message, 0, DNS_HEADER);
    message[2] = 1;  // RD
    put16(message + 4, 1);
    int length = encode_name(name, message + DNS_HEADER), number = type_number(type);
    if (!length || !number) die(file, line);
    put16(message + DNS_HEADER + length, (unsigned)number);
    put16(message + DNS_HEADER + length + 2, DNS_IN);
    int total = DNS_HEADER + length + 4;
    queries[query_count].questions = (uint16_t)(length + 4);
    if (edns) {
      static const uint8_t opt[11] = {0, 0, 41, 4, 208};  // root, OPT, 1232 octets
      memcpy(message + total, opt, sizeof opt);
      total += (int)sizeof opt;
      put16(message + 10, 1);
    }
    queries[query_count].offset = (uint32_t)used;
    queries[query_count++].length = (uint16_t)total;
    used += (size_t)total;
  }
  fclose(in);
  if (!query_count) die(file, "holds no query");
}

// ---- what the machine and the server use

static double clock_seconds(clockid_t clock) {
  struct timespec t;
  return clock_gettime(clock, &t) ? 0 : (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

// The CPU time of processes: the same sum as utime + stime in /proc, in ns instead of 10 ms.
static double cpu_seconds(const struct family *family) {
  double sum = 0;
  for (int i = 0; i < family->count; i++) {
    clockid_t clock;
    if (clock_getcpuclockid(family->pids[i], &clock) == 0) sum += clock_seconds(clock);
  }
  return sum;
}

static struct usage usage(void) {
  struct usage u = {.at = now_ns(), .server = cpu_seconds(&server), .load = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) + cpu_seconds(&helpers)};
  FILE *stat = fopen("/proc/stat", "r");
  double t[8] = {0};
  if (stat && fscanf(stat, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", t, t + 1, t + 2, t + 3, t + 4, t + 5, t + 6, t + 7) == 8) {
    double tick = (double)sysconf(_SC_CLK_TCK);
    u.steal = t[7] / tick;
    u.busy = (t[0] + t[1] + t[2] + t[5] + t[6] + t[7]) / tick;
  }
  if (stat) fclose(stat);
  return u;
}

// The sum of one field, in kB, over the server's processes.
static long memory(const char *file, const char *field) {
  long sum = 0, kb;
  char path[64], line[256];
  for (int i = 0; i < server.count; i++) {
    snprintf(path, sizeof path, "/proc/%d/%s", server.pids[i], file);
    FILE *in = fopen(path, "r");
    if (!in) continue;
    while (fgets(line, sizeof line, in))
      if (!strncmp(line, field, strlen(field)) && sscanf(line + strlen(field), "%ld", &kb) == 1) sum += kb;
    fclose(in);
  }
  return sum;
}

// ---- latency

static int bucket(uint64_t ns) {
  if (ns < SUB) return (int)ns;
  int shift = 63 - __builtin_clzll(ns) - 6;
  return (shift + 1) * SUB + (int)((ns >> shift) - SUB);
}

static double bucket_middle_us(int index) {
  if (index < SUB) return index / 1e3;
  int shift = index / SUB - 1;
  return ldexp((double)(index % SUB + SUB) + 0.5, shift) / 1e3;
}

static double percentile_us(double share) {
  uint64_t rank = (uint64_t)ceil(share * (double)counts.measured), seen = 0;
  for (int i = 0; i < BUCKETS && counts.measured; i++)
    if ((seen += counts.histogram[i]) >= rank) return bucket_middle_us(i);
  return 0;
}

// ---- queries out, answers in

static bool in_window(uint64_t t) { return t >= window_start && t < window_end; }

static void connect_lane(struct lane *lane) {
  lane->fd = socket(AF_INET, (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
  if (lane->fd < 0 || connect(lane->fd, (struct sockaddr *)&target, sizeof target)) die("connect", strerror(errno));
  int one = 1, size = 1 << 21;
  if (tcp) setsockopt(lane->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  else setsockopt(lane->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

static void watch_lane(int index) {
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)index};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, lanes[index]->fd, &event)) die("epoll_ctl", strerror(errno));
}

// Takes a free slot for the next query and writes that query with the slot's id; NULL when all slots are busy.
static const struct query *prepare(struct lane *lane, uint64_t asked, uint8_t *to) {
  int limit = rate > 0 ? SLOTS : window;
  for (int tries = 0; tries < limit; tries++) {
    uint32_t index = lane->next;
    lane->next = (index + 1) % (uint32_t)limit;
    struct slot *slot = &lane->slots[index];
    if (slot->busy) continue;
    const struct query *query = &queries[next_query];
    *slot = (struct slot){.asked = asked, .query = next_query, .generation = (uint8_t)((slot->generation + 1) & 63), .busy = true};
    next_query = next_query + 1 == query_count ? 0 : next_query + 1;
    lane->in_flight++;
    memcpy(to, arena + query->offset, query->length);
    put16(to, (unsigned)slot->generation << SLOT_BITS | index);
    return query;
  }
  return NULL;
}

static void give_up(struct lane *lane, struct slot *slot) {
  slot->busy = false;
  lane->in_flight--;
}

static void flush_stream(struct lane *lane) {
  ssize_t written = lane->out_length ? send(lane->fd, lane->out, lane->out_length, MSG_DONTWAIT | MSG_NOSIGNAL) : 0;
  if (written <= 0) return;
  lane->out_length -= (size_t)written;
  memmove(lane->out, lane->out + written, lane->out_length);
}

static void ask_stream(struct lane *lane, int count, uint64_t asked, double step) {
  for (int i = 0; i < count; i++) {
    uint8_t *to = lane->out + lane->out_length;
    const struct query *query = lane->out_length + 600 < STREAM ? prepare(lane, asked + (uint64_t)(i * step), to + 2) : NULL;
    if (!query) {
      counts.unsent += (uint64_t)(count - i);
      break;
    }
    put16(to, query->length);
    lane->out_length += query->length + 2u;
    counts.sent++;
  }
  flush_stream(lane);
}

static void ask_datagrams(struct lane *lane, int count, uint64_t asked, double step) {
  static uint8_t buffers[BATCH][600];
  static struct iovec vectors[BATCH];
  static struct mmsghdr messages[BATCH];
  int done = 0;
  while (done < count) {
    int prepared = 0;
    while (prepared < BATCH && done + prepared < count) {
      const struct query *query = prepare(lane, asked + (uint64_t)((done + prepared) * step), buffers[prepared]);
      if (!query) break;
      vectors[prepared] = (struct iovec){buffers[prepared], query->length};
      messages[prepared].msg_hdr = (struct msghdr){.msg_iov = &vectors[prepared], .msg_iovlen = 1};
      prepared++;
    }
    int sent = prepared ? sendmmsg(lane->fd, messages, (unsigned)prepared, MSG_DONTWAIT) : 0;
    if (sent < 0) sent = 0;
    counts.sent += (uint64_t)sent;
    for (int i = sent; i < prepared; i++) give_up(lane, &lane->slots[get16(buffers[i]) % SLOTS]);
    if (sent < prepared || prepared == 0) {
      counts.unsent += (uint64_t)(count - done - sent);
      return;
    }
    done += sent;
  }
}

static void ask(struct lane *lane, int count, uint64_t asked, double step) {
  if (tcp) ask_stream(lane, count, asked, step);
  else ask_datagrams(lane, count, asked, step);
}

// True when the message answers a query in flight on this lane.
static bool accept_answer(struct lane *lane, const uint8_t *message, size_t length, uint64_t now) {
  struct slot *slot = length >= DNS_HEADER ? &lane->slots[get16(message) % SLOTS] : NULL;
  if (!slot || !slot->busy || slot->generation != get16(message) >> SLOT_BITS || !(message[2] & 0x80)) {
    counts.bad++;
    return false;
  }
  const struct query *query = &queries[slot->query];
  if (length < (size_t)DNS_HEADER + query->questions || get16(message + 4) != 1 ||
      memcmp(message + DNS_HEADER, arena + query->offset + DNS_HEADER, query->questions) != 0) {
    counts.bad++;
    return false;
  }
  give_up(lane, slot);
  if (in_window(now)) {
    counts.answered++;
    counts.rcodes[message[3] & 15]++;
    if ((message[3] & 15) == 0 && get16(message + 6) == 0) counts.empty++;
  }
  if (in_window(slot->asked)) {
    uint64_t latency = now > slot->asked ? now - slot->asked : 0;
    counts.histogram[bucket(latency)]++;
    counts.sum_ns += (double)latency;
    if (latency > counts.max_ns) counts.max_ns = latency;
    counts.measured++;
  }
  return true;
}

static int receive_datagrams(struct lane *lane) {
  static uint8_t buffers[BATCH][DATAGRAM];
  static struct iovec vectors[BATCH];
  static struct mmsghdr messages[BATCH];
  for (int i = 0; i < BATCH; i++) {
    vectors[i] = (struct iovec){buffers[i], DATAGRAM};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
  }
  int received = recvmmsg(lane->fd, messages, BATCH, MSG_DONTWAIT, NULL), accepted = 0;
  uint64_t now = now_ns();
  for (int i = 0; i < received; i++) accepted += accept_answer(lane, buffers[i], messages[i].msg_len, now);
  return accepted;
}

static void reconnect(int index) {
  struct lane *lane = lanes[index];
  close(lane->fd);
  for (int i = 0; i < SLOTS; i++)
    if (lane->slots[i].busy) {
      if (in_window(lane->slots[i].asked)) counts.lost++;
      give_up(lane, &lane->slots[i]);
    }
  lane->in_length = lane->out_length = 0;
  counts.reconnects++;
  connect_lane(lane);
  watch_lane(index);
}

static int receive_stream(int index) {
  struct lane *lane = lanes[index];
  ssize_t received = recv(lane->fd, lane->in + lane->in_length, STREAM - lane->in_length, MSG_DONTWAIT);
  if (received == 0 || (received < 0 && errno != EAGAIN)) {
    reconnect(index);
    return 0;
  }
  if (received < 0) return 0;
  lane->in_length += (size_t)received;
  uint64_t now = now_ns();
  size_t at = 0;
  int accepted = 0;
  while (lane->in_length - at >= 2 && lane->in_length - at >= 2 + get16(lane->in + at)) {
    accepted += accept_answer(lane, lane->in + at + 2, get16(lane->in + at), now);
    at += 2 + get16(lane->in + at);
  }
  lane->in_length -= at;
  memmove(lane->in, lane->in + at, lane->in_length);
  return accepted;
}

// Frees what has waited too long and, in the closed loop, fills every window again.
static void sweep(uint64_t now, bool asking) {
  for (int i = 0; i < lane_count; i++) {
    struct lane *lane = lanes[i];
    for (int s = 0; s < SLOTS; s++) {
      struct slot *slot = &lane->slots[s];
      if (!slot->busy || slot->asked + TIMEOUT_NS > now) continue;
      if (in_window(slot->asked)) counts.lost++;
      give_up(lane, slot);
    }
    if (tcp) flush_stream(lane);
    if (asking && rate <= 0 && lane->in_flight < window) ask(lane, window - lane->in_flight, now, 0);
  }
}

static int in_flight(void) {
  int sum = 0;
  for (int i = 0; i < lane_count; i++) sum += lanes[i]->in_flight;
  return sum;
}

// The open loop: asks everything that is due, round robin over the lanes.
static void ask_due(uint64_t now, double *due, int *lane) {
  double step = 1e9 / rate;
  while (*due <= (double)now) {
    int count = (int)(((double)now - *due) / step) + 1;
    if (count > BATCH) count = BATCH;
    if ((double)now - *due > 1e6 && in_window((uint64_t)*due)) counts.late += (uint64_t)count;
    ask(lanes[*lane], count, (uint64_t)*due, step);
    *lane = (*lane + 1) % lane_count;
    *due += step * count;
  }
}

static void run(struct usage *before, struct usage *after) {
  uint64_t start = now_ns(), swept = start;
  window_start = start + (uint64_t)(warm_up * 1e9);
  window_end = window_start + (uint64_t)(seconds * 1e9);
  double due = (double)start;
  int lane = 0;
  bool measuring = false, asking = true;
  if (rate <= 0) sweep(start, true);
  for (;;) {
    uint64_t now = now_ns();
    if (!measuring && now >= window_start) {
      measuring = true;
      *before = usage();
      window_start = before->at;
      counts = (struct counts){0};
    }
    if (asking && now >= window_end) {
      asking = false;
      *after = usage();
      window_end = after->at;
    }
    if (!asking && (now > window_end + DRAIN_NS || in_flight() == 0)) break;
    if (asking && rate > 0) ask_due(now, &due, &lane);
    if (now - swept > 20000000ull) sweep(swept = now, asking);
    struct epoll_event events[64];
    int ready = epoll_wait(epoll, events, 64, rate > 0 && asking ? 0 : 1);
    for (int i = 0; i < ready; i++) {
      int index = (int)events[i].data.u32;
      int accepted = tcp ? receive_stream(index) : receive_datagrams(lanes[index]);
      if (asking && rate <= 0 && accepted) ask(lanes[index], accepted, now_ns(), 0);
    }
  }
  for (int i = 0; i < lane_count; i++)
    for (int s = 0; s < SLOTS; s++)
      if (lanes[i]->slots[s].busy && in_window(lanes[i]->slots[s].asked)) counts.lost++;
}

static void print(const struct usage *before, const struct usage *after) {
  double wall = (double)(after->at - before->at) / 1e9, used = after->server - before->server, load = after->load - before->load;
  double others = fmax(0, (after->busy - before->busy) - used - load) / wall;
  uint64_t named = counts.rcodes[0] + counts.rcodes[2] + counts.rcodes[3] + counts.rcodes[5];
  printf("{\"qps\":%.1f,\"cpu_us\":%.3f,\"p50_us\":%.1f,\"p90_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f,\"mean_us\":%.1f,",
         (double)counts.answered / wall, counts.answered ? used * 1e6 / (double)counts.answered : 0, percentile_us(.5), percentile_us(.9),
         percentile_us(.99), percentile_us(.999), (double)counts.max_ns / 1e3, counts.measured ? counts.sum_ns / (double)counts.measured / 1e3 : 0);
  printf("\"seconds\":%.3f,\"sent\":%lu,\"answered\":%lu,\"lost\":%lu,\"bad\":%lu,\"late\":%lu,\"unsent\":%lu,\"reconnects\":%lu,", wall, counts.sent,
         counts.answered, counts.lost, counts.bad, counts.late, counts.unsent, counts.reconnects);
  printf("\"noerror\":%lu,\"empty\":%lu,\"servfail\":%lu,\"nxdomain\":%lu,\"refused\":%lu,\"other\":%lu,", counts.rcodes[0], counts.empty,
         counts.rcodes[2], counts.rcodes[3], counts.rcodes[5], counts.answered - named);
  printf("\"server_busy\":%.3f,\"load_busy\":%.3f,\"others_busy\":%.3f,\"steal\":%.3f,\"rss_kb\":%ld,\"peak_kb\":%ld,\"pss_kb\":%ld}\n", used / wall,
         load / wall, others, (after->steal - before->steal) / wall, memory("status", "VmRSS:"), memory("status", "VmHWM:"),
         memory("smaps_rollup", "Pss:"));
}

static void read_pids(char *list, struct family *family) {
  for (char *word = strtok(list, ","); word && family->count < MAX_PIDS; word = strtok(NULL, ",")) family->pids[family->count++] = atoi(word);
}

int main(int argc, char **argv) {
  const char *file = NULL;
  int option, outstanding = 0;
  while ((option = getopt(argc, argv, "p:d:q:r:c:l:w:P:H:te")) != -1) switch (option) {
      case 'p': port = atoi(optarg); break;
      case 'd': file = optarg; break;
      case 'q': outstanding = atoi(optarg); break;
      case 'r': rate = atof(optarg); break;
      case 'c': lane_count = atoi(optarg); break;
      case 'l': seconds = atof(optarg); break;
      case 'w': warm_up = atof(optarg); break;
      case 'P': read_pids(optarg, &server); break;
      case 'H': read_pids(optarg, &helpers); break;
      case 't': tcp = true; break;
      case 'e': edns = true; break;
      default: return 2;
    }
  if (!port || !file || (outstanding > 0) == (rate > 0)) die("blast", "needs -p PORT, -d QUERIES and one of -q OUTSTANDING, -r RATE");
  if (lane_count < 1 || lane_count > MAX_LANES) die("blast", "-c takes 1 to 256 sockets");
  window = outstanding / lane_count;
  if (rate <= 0 && (window < 1 || window > SLOTS)) die("blast", "-q takes 1 to 1024 queries for each socket");
  load(file);
  target.sin_port = htons((uint16_t)port);
  target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < lane_count; i++) {
    lanes[i] = calloc(1, sizeof *lanes[i]);
    if (tcp) lanes[i]->in = malloc(STREAM), lanes[i]->out = malloc(STREAM);
    connect_lane(lanes[i]);
    watch_lane(i);
  }
  struct usage before = {0}, after = {0};
  run(&before, &after);
  print(&before, &after);
  return 0;
}
