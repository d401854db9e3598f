package dev.nodens.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes the files of a comparison: what the generator asks and what the rivals without an API server serve.
///
///     Workload DIRECTORY SERVICES
///
/// The draw is seeded, so that two runs ask the same questions in the same order.
final class Workload {
  private static final int QUERIES = 100_000;
  private static final double MISSING_SHARE = 0.2;
  private static final int EXTERNAL_NAMES = 1_000;
  private static final int MISSES = 300_000;
  private static final long SEED = 20_261_122;
  private static final String SOA =
      "ns.dns.cluster.local. hostmaster.cluster.local. 1 7200 1800 86400 5";

  private final World world;
  private final Random random = new Random(SEED);

  Workload(World world) {
    this.world = world;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("usage: Workload DIRECTORY SERVICES");
    }
    new Workload(new World(Integer.parseInt(arguments[1]))).write(Path.of(arguments[0]));
  }

  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("records.txt"), records());
    Files.writeString(directory.resolve("cluster.local.zone"), zone());
    Files.writeString(directory.resolve("unbound-local.conf"), unboundLocalData());
    Files.writeString(directory.resolve("cluster.txt"), clusterQueries());
    Files.writeString(directory.resolve("external.txt"), externalQueries());
    Files.writeString(directory.resolve("misses.txt"), misses());
  }

  String records() {
    return everyService(i -> World.name(i) + " " + World.address(i) + "\n");
  }

  String zone() {
    return "$ORIGIN cluster.local.\n$TTL 30\n@ 30 IN SOA "
        + SOA
        + "\n@ 30 IN NS ns.dns.cluster.local.\nns.dns 30 IN A 10.96.0.10\n"
        + everyService(i -> World.name(i) + ". 30 IN A " + World.address(i) + "\n");
  }

  String unboundLocalData() {
    return "local-zone: \"cluster.local.\" static\nlocal-data: \"cluster.local. 30 IN SOA "
        + SOA
        + "\"\n"
        + everyService(
            i -> "local-data: \"" + World.name(i) + ". 30 IN A " + World.address(i) + "\"\n");
  }

  String clusterQueries() {
    StringBuilder text = new StringBuilder(QUERIES * 36);
    for (int i = 0; i < QUERIES; i++) {
      if (random.nextDouble() < MISSING_SHARE) {
        int missing = random.nextInt(2_000);
        text.append("nx-").append(missing).append(".ns-").append(random.nextInt(World.NAMESPACES));
        text.append(".svc.cluster.local A\n");
      } else {
        text.append(World.name(random.nextInt(world.services()))).append(" A\n");
      }
    }
    return text.toString();
  }

  String externalQueries() {
    return lines(QUERIES, i -> "host-" + random.nextInt(EXTERNAL_NAMES) + ".example.net A\n");
  }

  /// More names than any cache in the comparison keeps, so that each query goes upstream.
  String misses() {
    return lines(MISSES, i -> "miss-" + i + ".example.org A\n");
  }

  private String everyService(IntFunction<String> line) {
    return lines(world.services(), line);
  }

  private static String lines(int count, IntFunction<String> line) {
    return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining());
  }
}
