package dev.nodens.plugin.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nodens.core.port.ApiServers;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ClusterSnapshotTest {
  private static final String COREFILE =
      ". {\n kubernetes cluster.local in-addr.arpa {\n startup_timeout 20ms\n }\n}";

  @TempDir Path folder = Path.of("");

  private static final String CLUSTER_SET =
      """
      . {
        kubernetes cluster.local clusterset.local {
          multicluster clusterset.local
          startup_timeout 20ms
        }
      }
      """;

  private PluginTester serve(ApiServers api) {
    return serve(COREFILE, api);
  }

  private PluginTester serve(String corefile, ApiServers api) {
    var platform = new TestPlatform();
    platform.apiServers = api;
    platform.environment.put("NODENS_SNAPSHOT_DIR", folder.toString());
    return PluginTester.of(platform, corefile, List.of(new KubernetesPlugin()));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".snapshot")).toList();
    }
  }

  private static ApiServers away() {
    var api = new ScriptedApiServer();
    api.close();
    return api;
  }

  private static int rcode(PluginTester tester, String name) {
    return tester.ask(name, Type.A).getRcode();
  }

  @Test
  void answersFromTheSnapshotWhileTheApiServerIsAway() throws IOException {
    serve(World.cluster());
    await("the keeper writes on a thread of its own")
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !files().isEmpty());

    PluginTester restarted = serve(away());

    Message known = restarted.ask("web.shop.svc.cluster.local.", Type.A);
    assertThat(known.getSection(Section.ANSWER).toString()).contains("10.96.1.1");
    Message endpoints = restarted.ask("hdls.shop.svc.cluster.local.", Type.A);
    assertThat(endpoints.getSection(Section.ANSWER)).hasSize(2);
    Message reverse = restarted.ask("1.1.96.10.in-addr.arpa.", Type.PTR);
    assertThat(reverse.getSection(Section.ANSWER)).hasSize(1);
    assertThat(rcode(restarted, "new.shop.svc.cluster.local.")).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void holdsTheServicesOfAClusterSet() throws IOException {
    String imported =
        "{'metadata':{'name':'front','namespace':'shop'},'spec':{'type':'ClusterSetIP','ips':['10.42.1.1']}}";
    serve(CLUSTER_SET, World.cluster().holds(ClusterSetTest.IMPORTS, imported.replace('\'', '"')));
    await("the keepers write on threads of their own")
        .pollInterval(Duration.ofMillis(10))
        .until(() -> files().size() == 2);

    PluginTester restarted = serve(CLUSTER_SET, away());

    Message shared = restarted.ask("front.shop.svc.clusterset.local.", Type.A);
    assertThat(shared.getSection(Section.ANSWER).toString()).contains("10.42.1.1");
    Message own = restarted.ask("web.shop.svc.cluster.local.", Type.A);
    assertThat(own.getSection(Section.ANSWER).toString()).contains("10.96.1.1");
    assertThat(rcode(restarted, "web.shop.svc.clusterset.local.")).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void forgetsWhatIsGoneOnceTheApiServerHasToldAll() throws IOException {
    serve(World.cluster());
    await("the keeper writes on a thread of its own")
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !files().isEmpty());

    PluginTester restarted = serve(new ScriptedApiServer());

    await("the feed works on threads of its own")
        .pollInterval(Duration.ofMillis(5))
        .until(() -> rcode(restarted, "web.shop.svc.cluster.local.") == Rcode.NXDOMAIN);
  }

  @Test
  void leavesADamagedFileAside() throws IOException {
    serve(World.cluster());
    await("the keeper writes on a thread of its own")
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !files().isEmpty());
    byte[] octets = Files.readAllBytes(files().getFirst());
    octets[octets.length / 2] ^= 1;
    Files.write(files().getFirst(), octets);

    PluginTester restarted = serve(away());

    assertThat(rcode(restarted, "web.shop.svc.cluster.local.")).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void readsOnlyWhatWasWrittenForTheSameScope() throws IOException {
    Path file = folder.resolve("x");
    var snapshot = new ClusterSnapshot(Instant.ofEpochSecond(7), List.of(new byte[] {1, 2, 3}));
    snapshot.write(file, "a");
    assertThat(ClusterSnapshot.read(file, "a").rows()).containsExactly(new byte[] {1, 2, 3});
    assertThatThrownBy(() -> ClusterSnapshot.read(file, "b"))
        .hasMessageContaining("is of another configuration");
    Files.write(file, new byte[] {1, 2, 3, 4, 5});
    assertThatThrownBy(() -> ClusterSnapshot.read(file, "a"))
        .hasMessageContaining("is no snapshot");
  }
}
