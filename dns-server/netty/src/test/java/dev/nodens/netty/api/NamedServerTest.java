package dev.nodens.netty.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.tls.Pem;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedServerTest {
  /// The certificate is that of 127.0.0.1 and of api.test.
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,  chain",
    "api.test,   chain",
    "API.Test,   chain",
    "127.0.0.2,  chain then name",
    "api.test.,  chain then name",
    "a.api.test, chain then name",
    "test,       chain then name",
    "::1,        chain then name",
    "'',         chain then name",
    ",           chain then name"
  })
  void leavesWhatIsNotInTheCertificateVerbatimToTheJdk(String host, String asked)
      throws IOException, GeneralSecurityException {
    var chains = new Chains();
    X509Certificate[] chain =
        Pem.certificates(Resources.pem("server.pem")).toArray(X509Certificate[]::new);
    SSLEngine engine = SSLContext.getDefault().createSSLEngine(host, 443);

    new NamedServer(chains).checkServerTrusted(chain, "RSA", engine);

    assertThat(String.join(" then ", chains.asked)).isEqualTo(asked);
  }

  /// Writes down what it is asked about.
  private static final class Chains extends X509ExtendedTrustManager {
    private final List<String> asked = new ArrayList<>();

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      String names = engine.getSSLParameters().getEndpointIdentificationAlgorithm();
      asked.add("HTTPS".equals(names) ? "name" : "chain");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
