package dev.nodens.app;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.nodens.core.config.ServerTls;
import dev.nodens.netty.api.ServerIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// TLS for the JDK's HTTP server, with a certificate that is read again when its files change.
/// Loaded only if a page wants it.
final class HttpsPages {
  private HttpsPages() {}

  static HttpsServer create(InetSocketAddress address, int backlog, HttpsConfigurator secure)
      throws IOException {
    HttpsServer server = HttpsServer.create(address, backlog);
    server.setHttpsConfigurator(secure);
    return server;
  }

  /// Reads the files of `tls`. Blocks.
  ///
  /// @param background looks at the files later
  /// @throws IOException naming the file that is wrong
  static HttpsConfigurator configurator(ServerTls tls, Executor background) throws IOException {
    ServerIdentity identity = ServerIdentity.read(tls);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new RenewedKeys(identity)},
          new TrustManager[] {identity.material().judge()},
          null);
      return new Configurator(context, identity, background);
    } catch (GeneralSecurityException e) {
      throw new IOException("could not load TLS cert: " + e.getMessage(), e);
    }
  }

  private static final class Configurator extends HttpsConfigurator {
    private final ServerIdentity identity;
    private final Executor background;

    Configurator(SSLContext context, ServerIdentity identity, Executor background) {
      super(context);
      this.identity = identity;
      this.background = background;
    }

    @Override
    public void configure(HttpsParameters parameters) {
      identity.refreshSometimes(background);
      SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
      wanted.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      ServerTls.ClientCertificates clients = identity.tls().clients();
      if (clients.isNeeded()) {
        wanted.setNeedClientAuth(true);
      } else {
        wanted.setWantClientAuth(clients != ServerTls.ClientCertificates.NONE);
      }
      parameters.setSSLParameters(wanted);
    }
  }

  /// The key that the identity has now.
  private static final class RenewedKeys extends X509ExtendedKeyManager {
    private final ServerIdentity identity;

    RenewedKeys(ServerIdentity identity) {
      this.identity = identity;
    }

    private X509ExtendedKeyManager now() {
      return (X509ExtendedKeyManager) identity.material().keys();
    }

    @Override
    public String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
      return now().chooseEngineServerAlias(keyType, issuers, engine);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
      return now().chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return now().getServerAliases(keyType, issuers);
    }

    @Override
    public String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
      return now().chooseClientAlias(keyTypes, issuers, socket);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return now().getClientAliases(keyType, issuers);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return now().getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return now().getPrivateKey(alias);
    }
  }
}
