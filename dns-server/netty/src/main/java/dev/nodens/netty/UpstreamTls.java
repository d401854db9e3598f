package dev.nodens.netty;

import dev.nodens.core.port.ClientTls;
import dev.nodens.core.port.UpstreamTarget;
import dev.nodens.netty.http.UpstreamStart;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Client side of TLS to upstreams, by the JDK: the system's authorities, and the certificate must
/// name the server (RFC 7858 §3.2, RFC 8310 §8.1).
final class UpstreamTls {
  private @Nullable SSLContext context;

  /// An engine for a connection to `target`, which sends and verifies its server name, or verifies
  /// its address if it has none.
  ///
  /// @throws IllegalStateException if the JDK cannot do TLS or finds no authorities
  SSLEngine engine(UpstreamTarget target) {
    String name = target.serverName().orElse(target.address().getAddress().getHostAddress());
    SSLEngine engine =
        target
            .tls()
            .map(ClientTls::context)
            .orElseGet(this::systemContext)
            .createSSLEngine(name, target.address().getPort());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    if (target.transport().isHttp()) {
      parameters.setApplicationProtocols(UpstreamStart.PROTOCOLS.toArray(String[]::new));
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private SSLContext systemContext() {
    SSLContext known = context;
    if (known == null) {
      try {
        known = SSLContext.getDefault();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("tls: " + e.getMessage(), e);
      }
      context = known;
    }
    return known;
  }
}
