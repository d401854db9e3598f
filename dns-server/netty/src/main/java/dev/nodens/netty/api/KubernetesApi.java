package dev.nodens.netty.api;

import dev.nodens.core.port.ApiServer;
import dev.nodens.core.port.ApiServers;
import dev.nodens.core.port.HostFacts;
import dev.nodens.core.tls.PemSource;
import java.io.IOException;
import java.nio.file.Path;

/// Opens API servers by the credentials of a pod, a kubeconfig file or plain files. Any thread;
/// reads files.
public final class KubernetesApi implements ApiServers {
  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private final HostFacts host;

  /// @param host where the environment and a pod's files come from
  public KubernetesApi(HostFacts host) {
    this.host = host;
  }

  @Override
  public ApiServer open(Access access) throws IOException {
    return new HttpApiServer(endpoint(access));
  }

  @Override
  public void prepare() {
    Thread.startVirtualThread(TlsIdentity::link);
  }

  /// No switch over types: the JVM would generate classes for it while the first client waits.
  private ApiEndpoint endpoint(Access access) throws IOException {
    if (access instanceof Kubeconfig kubeconfig) {
      return KubeconfigFile.read(kubeconfig.file()).endpoint(kubeconfig.context());
    }
    return access instanceof Endpoint plain ? plain(plain) : inCluster();
  }

  private ApiEndpoint inCluster() throws IOException {
    String address = host.environment("KUBERNETES_SERVICE_HOST");
    String port = host.environment("KUBERNETES_SERVICE_PORT");
    if (address.isEmpty() || port.isEmpty()) {
      throw new IOException(
          "unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and"
              + " KUBERNETES_SERVICE_PORT must be defined");
    }
    String bracketed = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    Path token = host.file(ACCOUNT.resolve("token"));
    var identity =
        new TlsIdentity(
            PemSource.file(host.file(ACCOUNT.resolve("ca.crt"))),
            PemSource.NONE,
            PemSource.NONE,
            false,
            "");
    Authorization authorization = Authorization.tokenFile(token);
    authorization.header(); // a missing token is an error now, not at the first request
    return ApiEndpoint.of("https://" + bracketed + ":" + port, identity, authorization);
  }

  private static ApiEndpoint plain(Endpoint endpoint) throws IOException {
    var identity =
        new TlsIdentity(
            PemSource.file(endpoint.authority()),
            PemSource.file(endpoint.certificate()),
            PemSource.file(endpoint.key()),
            false,
            "");
    String url = endpoint.url();
    if (!url.contains("://")) {
      boolean secure = endpoint.authority().isPresent() || endpoint.certificate().isPresent();
      url = (secure ? "https://" : "http://") + url;
    }
    return ApiEndpoint.of(url, identity, Authorization.NONE);
  }
}
