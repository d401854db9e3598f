package dev.nodens.plugin.tls.acme;

import dev.nodens.core.tls.Pem;
import dev.nodens.core.tls.PemSource;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// How an ACME server is reached.
///
/// @param roots authorities that it may have, besides those of the JDK
/// @param resolver `HOST:PORT` of the name server that finds it; empty for the host's
record HttpAccess(List<X509Certificate> roots, String resolver) {
  private static final Duration CONNECT = Duration.ofSeconds(30);

  HttpAccess {
    roots = List.copyOf(roots);
  }

  /// A client for some requests; closing it ends its threads.
  ///
  /// @param client speaks HTTP
  /// @param proxy finds the server by its own name server; null if the host does
  record Opened(HttpClient client, @Nullable ResolverProxy proxy) implements AutoCloseable {
    @Override
    public void close() {
      client.shutdownNow();
      if (proxy != null) {
        proxy.close();
      }
    }
  }

  Opened open() throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT)
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    if (!roots.isEmpty()) {
      builder.sslContext(trust());
    }
    if (resolver.isEmpty()) {
      return new Opened(builder.build(), null);
    }
    var proxy = new ResolverProxy(resolver);
    return new Opened(builder.proxy(proxy.selector()).build(), proxy);
  }

  private SSLContext trust() throws IOException {
    try {
      var all = new ArrayList<>(roots);
      for (TrustManager manager : Pem.trust(PemSource.NONE).getTrustManagers()) {
        if (manager instanceof X509TrustManager known) {
          all.addAll(List.of(known.getAcceptedIssuers()));
        }
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, Pem.trust(all).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("no TLS to an ACME server: " + e.getMessage(), e);
    }
  }
}
