package dev.nodens.netty.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.port.ApiServers;
import dev.nodens.core.port.HostFacts;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesApiTest {
  @TempDir private Path root;
  private final Map<String, String> environment = new HashMap<>();
  private final KubernetesApi api = new KubernetesApi(new Pod());

  private void mount(String name, String text) throws IOException {
    Path directory = root.resolve("var/run/secrets/kubernetes.io/serviceaccount");
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(name), text);
  }

  @Test
  void findsItsClusterFromInsideAPod() throws IOException {
    environment.put("KUBERNETES_SERVICE_HOST", "fd00:10:96::1");
    environment.put("KUBERNETES_SERVICE_PORT", "443");
    mount("token", "abc");
    mount("ca.crt", Resources.text("ca.pem"));
    assertThat(api.open(new ApiServers.InCluster()).host()).isEqualTo("[fd00:10:96::1]:443");
  }

  @Test
  void saysWhatAPodLacks() throws IOException {
    assertThatThrownBy(() -> api.open(new ApiServers.InCluster()))
        .hasMessage(
            "unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and"
                + " KUBERNETES_SERVICE_PORT must be defined");
    environment.put("KUBERNETES_SERVICE_HOST", "10.96.0.1");
    environment.put("KUBERNETES_SERVICE_PORT", "443");
    assertThatThrownBy(() -> api.open(new ApiServers.InCluster()))
        .hasMessageStartingWith("no token file: ");
    mount("token", "abc");
    assertThatThrownBy(() -> api.open(new ApiServers.InCluster()))
        .hasMessageStartingWith("open ")
        .hasMessageEndingWith("ca.crt: no such file or directory");
  }

  @Test
  void takesAnEndpointWithAndWithoutScheme() throws IOException {
    Path authority = Resources.copy("ca.pem", root);
    assertThat(open("10.0.0.1:8080", Optional.empty())).isEqualTo("10.0.0.1:8080");
    assertThat(open("https://api.example", Optional.of(authority))).isEqualTo("api.example:443");
    assertThat(open("api.example", Optional.of(authority))).isEqualTo("api.example:443");
    assertThatThrownBy(() -> open("https://a b", Optional.empty())).hasMessageContaining("no URL");
  }

  private String open(String url, Optional<Path> authority) throws IOException {
    return api.open(new ApiServers.Endpoint(url, Optional.empty(), Optional.empty(), authority))
        .host();
  }

  /// A machine that gives the process a file tree of its own.
  private final class Pod implements HostFacts {
    @Override
    public String hostName() {
      return "pod";
    }

    @Override
    public List<InetAddress> interfaceAddresses(String name) {
      return List.of();
    }

    @Override
    public List<InetAddress> addresses() {
      return List.of();
    }

    @Override
    public String environment(String name) {
      return environment.getOrDefault(name, "");
    }

    @Override
    public Path file(Path path) {
      return root.resolve(path.toString().substring(1));
    }
  }
}
