package dev.nodens.netty.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.nodens.core.config.ServerTls.ClientCertificates;
import dev.nodens.core.tls.KeyLog;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSecrets;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/// A server's TLS whose secrets go to a file. It is BoringSSL's, because the JDK's tells them
/// nobody. Thread-safe.
final class LoggedTls {
  private final KeyManager keys;
  private final TrustManager judge;
  private final ClientCertificates clients;
  private final KeyLog log;
  private final Map<List<String>, SslContext> contexts = new ConcurrentHashMap<>();

  LoggedTls(KeyManager keys, TrustManager judge, ClientCertificates clients, KeyLog log) {
    this.keys = keys;
    this.judge = judge;
    this.clients = clients;
    this.log = log;
  }

  /// Whether the native library is there.
  static boolean isAvailable() {
    return OpenSsl.isAvailable();
  }

  /// The server's side of a new connection; freed by the handler that takes it.
  ///
  /// @param protocols as [ServerIdentity#engine] has it
  SSLEngine engine(List<String> protocols) {
    return contexts
        .computeIfAbsent(List.copyOf(protocols), this::context)
        .newEngine(UnpooledByteBufAllocator.DEFAULT);
  }

  private SslContext context(List<String> protocols) {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(keys)
              .sslProvider(SslProvider.OPENSSL)
              .trustManager(judge)
              .clientAuth(clientAuth())
              .protocols("TLSv1.3", "TLSv1.2");
      if (!protocols.isEmpty()) {
        builder.applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                protocols));
      }
      SslContext context = builder.build();
      if (!OpenSslSecrets.tell(context, (ssl, line) -> log.write(new String(line, US_ASCII)))) {
        throw new IllegalStateException("the native TLS library tells no secrets");
      }
      return context;
    } catch (SSLException e) {
      throw new IllegalStateException("no TLS that tells its secrets: " + e.getMessage(), e);
    }
  }

  private ClientAuth clientAuth() {
    if (clients.isNeeded()) {
      return ClientAuth.REQUIRE;
    }
    return clients == ClientCertificates.NONE ? ClientAuth.NONE : ClientAuth.OPTIONAL;
  }
}
