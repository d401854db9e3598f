package dev.nodens.e2e.differential;

import dev.nodens.e2e.differential.world.WorldWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What all servers of a run share: one API server, the upstreams, one etcd, the files that
/// Corefiles name.
final class Surroundings implements AutoCloseable {
  private final Path root;
  private final Path target;
  private final Path kubeconfig;
  private final Map<Upstream.Voice, Upstream> upstreams;
  private final EtcdProcess etcd;
  private final WorldWriter writer;
  private final DnsProcess primary;

  private Surroundings(
      Path root,
      Path target,
      Path kubeconfig,
      Map<Upstream.Voice, Upstream> upstreams,
      EtcdProcess etcd,
      WorldWriter writer,
      DnsProcess primary) {
    this.root = root;
    this.target = target;
    this.kubeconfig = kubeconfig;
    this.upstreams = upstreams;
    this.etcd = etcd;
    this.writer = writer;
    this.primary = primary;
  }

  /// Starts all of it.
  ///
  /// @param root of the source tree
  static Surroundings start(Path root) throws IOException {
    Path target = root.resolve("e2e/target/differential");
    Files.createDirectories(target);
    String[] lines =
        run(
                tool(root),
                "apiserver",
                "up",
                "--dual-stack",
                "--state",
                target.resolve("api").toString())
            .strip()
            .split("\n");
    Path kubeconfig = Path.of(lines[lines.length - 1]);
    var etcd =
        EtcdProcess.start(
            binary("etcd"),
            target.resolve("etcd"),
            root.resolve("e2e/differential/files/etcd.keys"));
    return new Surroundings(
        root,
        target,
        kubeconfig,
        upstreams(),
        etcd,
        new WorldWriter(kubeconfig),
        primary(root, target));
  }

  private static Map<Upstream.Voice, Upstream> upstreams() throws IOException {
    var upstreams = new EnumMap<Upstream.Voice, Upstream>(Upstream.Voice.class);
    for (Upstream.Voice voice : Upstream.Voice.values()) {
      upstreams.put(voice, Upstream.start(voice));
    }
    return upstreams;
  }

  /// A real CoreDNS that gives the zones of files to everybody.
  private static DnsProcess primary(Path root, Path target) throws IOException {
    String corefile =
        """
        example.test 192.0.2.0/24 {
          transfer {
            to *
          }
          file {$FILES}/zones/db.example.test example.test
          file {$FILES}/zones/db.2.0.192 2.0.192.in-addr.arpa
        }
        """;
    String files = root.resolve("e2e/differential/files").toString();
    return DnsProcess.start(
        target.resolve("primary"),
        "primary",
        List.of(binary("coredns").toString()),
        corefile,
        Map.of("FILES", files));
  }

  private static String tool(Path root) {
    return root.resolve("deploy/local/cluster").toString();
  }

  private static String run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return output;
  }

  Path root() {
    return root;
  }

  /// The folder for logs of `scenario`.
  Path folder(String scenario) {
    return target.resolve(scenario);
  }

  WorldWriter writer() {
    return writer;
  }

  /// The folder of files that Corefiles and families of questions read.
  Path files() {
    return root.resolve("e2e/differential/files");
  }

  /// What a Corefile may name as `{$NAME}`.
  Map<String, String> variables() {
    return Map.of(
        "ETCD",
        etcd.url(),
        "KUBECONFIG",
        kubeconfig.toString(),
        "PRIMARY",
        "127.0.0.1:" + primary.port(),
        "UPSTREAM",
        upstream(Upstream.Voice.FIRST),
        "SECOND",
        upstream(Upstream.Voice.SECOND),
        "SILENT",
        upstream(Upstream.Voice.SILENT),
        "FILES",
        files().toString());
  }

  private String upstream(Upstream.Voice voice) {
    return "127.0.0.1:" + Objects.requireNonNull(upstreams.get(voice)).port();
  }

  /// Starts both servers on one Corefile.
  Servers servers(String scenario, String corefile) throws IOException {
    return Servers.start(
        () -> DnsProcess.start(folder(scenario), "coredns", coreDns(), corefile, variables()),
        () -> DnsProcess.start(folder(scenario), "second", nodens(), corefile, variables()));
  }

  /// The command that starts the real CoreDNS.
  List<String> coreDns() {
    return List.of(binary("coredns").toString());
  }

  private static Path binary(String name) {
    String cache =
        System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
    return Path.of(cache, "nodens/local-cluster/bin", name);
  }

  /// The command that starts the server under test.
  List<String> nodens() {
    return List.of(root.resolve("dns-server/run").toString(), "-loops", "1");
  }

  @Override
  public void close() {
    writer.close();
    primary.close();
    upstreams.values().forEach(Upstream::close);
    etcd.close();
    try {
      run(tool(root), "apiserver", "down", "--state", target.resolve("api").toString());
    } catch (IOException e) {
      System.err.println("differential: " + e.getMessage());
    }
  }
}
