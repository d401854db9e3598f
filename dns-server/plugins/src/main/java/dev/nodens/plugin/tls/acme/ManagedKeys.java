package dev.nodens.plugin.tls.acme;

import dev.nodens.core.tls.ServerKeys;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The certificates of some domains, as far as they are there: each client sees that of the host
/// that it asks for, and one that names no host the first domain's. Without a certificate there is
/// no handshake. A new one is shown to the next client. Thread-safe.
final class ManagedKeys implements ServerKeys {
  private final List<String> domains;
  private final Map<String, Identity> identities = new ConcurrentHashMap<>();
  private final Map<String, KeyManager> byDomain = new HashMap<>();
  private final KeyManager byHost = new Keys(null);
  private final KeyManager none = new Keys("");

  /// @param chain the certificate, then those between it and its authority
  record Identity(PrivateKey key, List<X509Certificate> chain) {
    Identity {
      chain = List.copyOf(chain);
    }

    X509Certificate certificate() {
      return chain.getFirst();
    }
  }

  ManagedKeys(List<String> domains) {
    this.domains = List.copyOf(domains);
    for (String domain : domains) {
      byDomain.put(domain, new Keys(domain));
    }
  }

  /// Shows `identity` from now on.
  void show(String domain, Identity identity) {
    identities.put(domain, identity);
  }

  /// What is shown for `domain`.
  @Nullable Identity shown(String domain) {
    return identities.get(domain);
  }

  @Override
  public KeyManager load() {
    return byHost;
  }

  @Override
  public Object stamp() {
    return "";
  }

  @Override
  public String name() {
    return "certificates of " + String.join(" ", domains);
  }

  @Override
  public boolean dependOnHost() {
    return true;
  }

  @Override
  public KeyManager of(String host) {
    return byDomain.getOrDefault(domain(host), none);
  }

  /// The domain whose certificate is for `host`: itself, or with `*` for its first label; empty if
  /// there is none.
  private String domain(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (byDomain.containsKey(name) && identities.containsKey(name)) {
      return name;
    }
    int dot = name.indexOf('.');
    String wildcard = dot < 0 ? "" : "*" + name.substring(dot);
    return byDomain.containsKey(wildcard) ? wildcard : "";
  }

  private final class Keys extends X509ExtendedKeyManager {
    private final @Nullable String fixed;

    /// @param fixed the domain; null to ask the client
    Keys(@Nullable String fixed) {
      this.fixed = fixed;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return alias(type, engine == null ? null : engine.getHandshakeSession());
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return alias(type, socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
    }

    private @Nullable String alias(String type, @Nullable SSLSession handshake) {
      String domain = fixed == null ? asked(handshake) : fixed;
      Identity identity = identities.get(domain);
      return identity == null || !identity.key().getAlgorithm().equals(type) ? null : domain;
    }

    private String asked(@Nullable SSLSession handshake) {
      if (handshake instanceof ExtendedSSLSession session) {
        for (SNIServerName name : session.getRequestedServerNames()) {
          if (name instanceof SNIHostName host) {
            return domain(host.getAsciiName());
          }
        }
      }
      return domains.getFirst();
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      Identity identity = identities.get(alias);
      return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      Identity identity = identities.get(alias);
      return identity == null ? null : identity.key();
    }

    @Override
    public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
      return domains.toArray(String[]::new);
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
      return null;
    }
  }
}
