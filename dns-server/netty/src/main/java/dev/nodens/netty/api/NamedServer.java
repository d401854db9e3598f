package dev.nodens.netty.api;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Trusts a server whose chain another trust manager trusts, and that has the name it is asked by.
///
/// A name or an address that stands in the certificate as it was asked for is looked for here. All
/// else, such as wildcards, is the JDK's to judge (RFC 9525), which reads the certificates of all
/// public authorities for it: 30 ms of a cold JVM. Engines must not be told to check names
/// themselves.
final class NamedServer extends X509ExtendedTrustManager {
  // Kinds of subject alternative names, RFC 5280 §4.2.1.6.
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final X509ExtendedTrustManager chains;

  NamedServer(X509ExtendedTrustManager chains) {
    this.chains = chains;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    chains.checkServerTrusted(chain, type, engine);
    if (!hasVerbatim(chain[0], engine.getPeerHost())) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      chains.checkServerTrusted(chain, type, engine);
    }
  }

  /// What ends like an IPv4 address is none of the certificate's host names.
  private static boolean hasVerbatim(X509Certificate certificate, @Nullable String host)
      throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names == null || host == null || host.isEmpty()) {
      return false;
    }
    boolean address = host.indexOf(':') >= 0 || Character.isDigit(host.charAt(host.length() - 1));
    Integer kind = address ? IP_ADDRESS : DNS_NAME;
    for (List<?> name : names) {
      if (kind.equals(name.get(0)) && host.equalsIgnoreCase(String.valueOf(name.get(1)))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("only engines know the server's name");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("only engines know the server's name");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("for servers only");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("for servers only");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("for servers only");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return chains.getAcceptedIssuers();
  }
}
