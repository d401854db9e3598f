package dev.nodens.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// What it costs a DNS server to follow endpoints that come and go, and the API server to tell of
/// them.
///
///     Churn URL CA_FILE TOKEN PORT SERVICES RATE SECONDS API_PID SERVER_PID...
///
/// Changes one address in an EndpointSlice RATE times a second. Once a tenth of a second the DNS
/// server at PORT is asked for an endpoint that has just been changed, until it gives the new
/// address. Prints one JSON object; processor times are those of the processes, from /proc.
final class Churn {
  private static final int LISTS = 3;
  private static final int IN_FLIGHT = 50;
  private static final long SAMPLE_NANOS = 100_000_000L;
  private static final double TICKS_PER_SECOND = 100;
  private static final List<String> LISTED =
      List.of("/api/v1/services", "/apis/discovery.k8s.io/v1/endpointslices", "/api/v1/namespaces");

  private final Api api;
  private final int services;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
  // 10.64.0.0/11 is free: the world's endpoints are in 10.128.0.0/9.
  private final AtomicInteger addresses =
      new AtomicInteger((int) (System.currentTimeMillis() / 100 % (1 << 20)));

  private Churn(Api api, int services) {
    this.api = api;
    this.services = services;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 9) {
      throw new IllegalArgumentException(
          "usage: Churn URL CA_FILE TOKEN PORT SERVICES RATE SECONDS API_PID SERVER_PID...");
    }
    try (Api api = Api.open(arguments[0], Path.of(arguments[1]), arguments[2]);
        Asking dns = new Asking(Integer.parseInt(arguments[3]))) {
      System.out.println(
          new Churn(api, Integer.parseInt(arguments[4]))
              .measure(
                  dns,
                  Integer.parseInt(arguments[5]),
                  Integer.parseInt(arguments[6]),
                  List.of(arguments[7]),
                  List.of(arguments).subList(8, arguments.length)));
    }
  }

  private String measure(
      Asking dns, int rate, int seconds, List<String> apiServer, List<String> server)
      throws Exception {
    double listing = processorSeconds(apiServer);
    long listed = 0;
    for (int i = 0; i < LISTS; i++) {
      for (String path : LISTED) {
        listed += api.get(path).length();
      }
    }
    listing = processorSeconds(apiServer) - listing;

    double before = processorSeconds(server);
    double apiBefore = processorSeconds(apiServer);
    long start = System.nanoTime();
    AtomicInteger updates = new AtomicInteger();
    double[] delays;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> stream = threads.submit(() -> stream(threads, start, rate, seconds, updates));
      delays = sample(dns, start + seconds * 1_000_000_000L, updates);
      stream.get();
    }
    double took = (System.nanoTime() - start) / 1e9;
    Arrays.sort(delays);
    return String.format(
        Locale.ROOT,
        "{\"updates_per_second\":%.1f,\"update_cpu_us\":%.1f,\"update_api_cpu_us\":%.1f,\"stale_p50_ms\":%.3f,"
            + "\"stale_p99_ms\":%.3f,\"event_bytes\":%d,\"list_bytes\":%d,\"list_api_cpu_ms\":%.1f,\"rss_kb\":%d}",
        updates.get() / took,
        (processorSeconds(server) - before) * 1e6 / updates.get(),
        (processorSeconds(apiServer) - apiBefore) * 1e6 / updates.get(),
        delays[delays.length / 2],
        delays[(int) Math.ceil(delays.length * 0.99) - 1],
        api.get(slice(0)).length(),
        listed / LISTS,
        listing * 1e3 / LISTS,
        residentKilobytes(server));
  }

  private Void stream(
      ExecutorService threads, long start, int rate, int seconds, AtomicInteger updates)
      throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < rate * seconds; i++) {
      LockSupport.parkNanos(start + i * 1_000_000_000L / rate - System.nanoTime());
      int service = i % services;
      all.add(
          threads.submit(() -> {
            inFlight.acquire();
            try {
              change(service, 0);
            } finally {
              inFlight.release();
            }
            return updates.incrementAndGet();
          }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    return null;
  }

  private double[] sample(Asking dns, long end, AtomicInteger updates) throws Exception {
    List<Double> delays = new ArrayList<>();
    // From the other end, so that the stream does not change the same EndpointSlice.
    for (int i = services - 1; System.nanoTime() < end; i--) {
      String address = change(i, 1);
      long replied = System.nanoTime();
      updates.incrementAndGet();
      String name = address.replace('.', '-') + "." + World.name(i);
      delays.add(dns.await(name, address, i & 0xffff, replied) / 1e6);
      LockSupport.parkNanos(SAMPLE_NANOS);
    }
    return delays.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// Gives an endpoint an address that nothing has.
  private String change(int service, int endpoint) throws IOException, InterruptedException {
    int next = addresses.getAndIncrement();
    String address = "10.%d.%d.%d".formatted(64 + (next >> 16 & 31), next >> 8 & 255, next & 255);
    var _ =
        api.patch(
            slice(service),
            "[{\"op\":\"replace\",\"path\":\"/endpoints/%d/addresses\",\"value\":[\"%s\"]}]"
                .formatted(endpoint, address));
    return address;
  }

  private static String slice(int service) {
    return "/apis/discovery.k8s.io/v1/namespaces/"
        + World.namespace(service)
        + "/endpointslices/"
        + World.service(service)
        + "-slice";
  }

  /// User and system time of these processes so far; fields 14 and 15 of proc_pid_stat(5).
  private static double processorSeconds(List<String> processes) throws IOException {
    long ticks = 0;
    for (String process : processes) {
      String stat = Files.readString(Path.of("/proc", process, "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  private static long residentKilobytes(List<String> processes) throws IOException {
    long kilobytes = 0;
    for (String process : processes) {
      for (String line : Files.readAllLines(Path.of("/proc", process, "status"))) {
        if (line.startsWith("VmRSS:")) {
          kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return kilobytes;
  }
}
