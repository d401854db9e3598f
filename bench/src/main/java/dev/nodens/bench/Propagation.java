package dev.nodens.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long after the API server's reply a new Service is answered.
///
///     Propagation URL CA_FILE TOKEN PORT SAMPLES
///
/// Creates one Service after the other and asks the DNS server at PORT until the right address comes, every 100
/// microseconds; deletes them in the end. The first ones, while this program itself is still being
/// compiled, do not count. Prints `{"propagation_p50_ms":...,"propagation_p99_ms":...}`.
final class Propagation {
  private static final int UNCOUNTED = 60;
  private static final String SERVICES = "/api/v1/namespaces/ns-0/services";
  private static final Pattern CLUSTER_IP = Pattern.compile("\"clusterIP\":\\s*\"([0-9.]+)\"");

  private final Api api;
  private final Asking dns;
  private final int port;

  private Propagation(Api api, Asking dns, int port) {
    this.api = api;
    this.dns = dns;
    this.port = port;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 5) {
      throw new IllegalArgumentException("usage: Propagation URL CA_FILE TOKEN PORT SAMPLES");
    }
    try (Api api = Api.open(arguments[0], Path.of(arguments[1]), arguments[2]);
        Asking dns = new Asking(Integer.parseInt(arguments[3]))) {
      double[] delays =
          new Propagation(api, dns, Integer.parseInt(arguments[3]))
              .measure(Integer.parseInt(arguments[4]));
      Arrays.sort(delays);
      System.out.printf(
          Locale.ROOT,
          "{\"propagation_p50_ms\":%.3f,\"propagation_p99_ms\":%.3f,\"propagation_samples\":%d}%n",
          delays[delays.length / 2],
          delays[(int) Math.ceil(delays.length * 0.99) - 1],
          delays.length);
    }
  }

  private double[] measure(int samples) throws IOException, InterruptedException {
    double[] delays = new double[UNCOUNTED + samples];
    try {
      for (int i = 0; i < delays.length; i++) {
        delays[i] = once("new-" + port + "-" + i, i) / 1e6;
      }
    } finally {
      api.delete(SERVICES + "?labelSelector=made-for%3D" + port);
    }
    return Arrays.copyOfRange(delays, UNCOUNTED, delays.length);
  }

  private long once(String name, int id) throws IOException, InterruptedException {
    String service =
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","labels":{"made-for":"%d"}},\
        "spec":{"ports":[{"port":80}]}}\
        """
            .formatted(name, port);
    Matcher address = CLUSTER_IP.matcher(api.create(SERVICES, service));
    long replied = System.nanoTime();
    if (!address.find()) {
      throw new IOException("the API server gave Service " + name + " no clusterIP");
    }
    return dns.await(name + ".ns-0.svc.cluster.local", address.group(1), id, replied);
  }
}
