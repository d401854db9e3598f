package dev.nodens.netty.quic;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.ServerTls.ClientCertificates;
import dev.nodens.netty.api.ServerIdentity;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// TLS of QUIC connections that come in, made of what the server is at that moment.
///
/// Clients may resume sessions, which saves them and us a signature; early data is refused, because
/// whoever records it can send it again (RFC 9250 §4.5). Thread-safe.
final class QuicKeys {
  private final Supplier<@Nullable ServerIdentity> source;
  private final String protocol;
  private volatile Made made;

  private record Made(ServerIdentity.Material of, QuicSslContext context) {}

  /// @param source who the server is, asked for each connection
  /// @param protocol what is spoken (RFC 7301)
  /// @throws IOException if it has no certificate, or QUIC cannot be had here
  QuicKeys(Supplier<@Nullable ServerIdentity> source, String protocol) throws IOException {
    this.source = source;
    this.protocol = protocol;
    @Nullable ServerIdentity identity = source.get();
    if (identity == null) {
      throw new IOException("quic: tls.Config not set");
    }
    this.made = make(identity, identity.material());
  }

  /// The server's side of a new connection.
  QuicSslEngine engine(ByteBufAllocator allocator) {
    @Nullable ServerIdentity identity = source.get();
    // Without one nothing changes: a reload that takes it away is refused.
    if (identity != null && !identity.material().equals(made.of())) {
      made = make(identity, identity.material());
    }
    return made.context().newEngine(allocator);
  }

  private Made make(ServerIdentity identity, ServerIdentity.Material material) {
    ServerTls tls = identity.tls();
    QuicSslContextBuilder builder = builder(material.keys(), material.judge(), tls);
    if (tls.keys().dependOnHost()) {
      var contexts = new ConcurrentHashMap<KeyManager, QuicSslContext>();
      builder.sni(host ->
          contexts.computeIfAbsent(
              keys(tls, host), keys -> builder(keys, material.judge(), tls).build()));
    }
    return new Made(material, builder.build());
  }

  private static KeyManager keys(ServerTls tls, String host) {
    try {
      return tls.keys().of(host);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no keys for " + host + ": " + e.getMessage(), e);
    }
  }

  private QuicSslContextBuilder builder(KeyManager keys, TrustManager judge, ServerTls tls) {
    QuicSslContextBuilder builder =
        QuicSslContextBuilder.forServer(keys, null)
            .trustManager(judge)
            .clientAuth(clientAuth(tls.clients()))
            .applicationProtocols(protocol)
            .earlyData(false);
    tls.log().ifPresent(log -> builder.keylog((engine, line) -> log.write(line)));
    return builder;
  }

  private static ClientAuth clientAuth(ClientCertificates asked) {
    if (asked.isNeeded()) {
      return ClientAuth.REQUIRE;
    }
    return asked == ClientCertificates.NONE ? ClientAuth.NONE : ClientAuth.OPTIONAL;
  }
}
