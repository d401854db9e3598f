package dev.nodens.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.ServerTls.ClientCertificates;
import dev.nodens.netty.api.ServerIdentity;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// DNS over TLS (RFC 7858) as the JDK's own client sees it.
class TlsListenerTest {
  @TempDir private Path directory = Path.of("");
  private NettyLoops loops = NettyLoops.start(1);

  @BeforeEach
  void startLoops() throws IOException {
    loops.close();
    loops = NettyLoops.start(2);
    copy("server.pem", "cert.pem");
    copy("server.key", "key.pem");
    copy("ca.pem", "ca.pem");
  }

  @AfterEach
  void stopLoops() {
    loops.close();
  }

  @Test
  void answersOverTls() throws Exception {
    try (TcpListener listener = listen(identity(ClientCertificates.NONE));
        SSLSocket client = connect(listener, "ca.pem")) {
      Message reply = ask(client, "www.example.org.");

      assertThat(reply.getSection(Section.ANSWER)).hasSize(1);
      assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(client.getSession().getPeerCertificates()[0]).isEqualTo(certificate("server.pem"));
    }
  }

  @Test
  void answersManyQueriesOfOneConnection() throws Exception {
    try (TcpListener listener = listen(identity(ClientCertificates.NONE));
        SSLSocket client = connect(listener, "ca.pem")) {
      for (int i = 0; i < 50; i++) {
        assertThat(ask(client, "big.example.org.").toWire().length).isGreaterThan(16_000);
      }
    }
  }

  @Test
  void sendsClientsWithoutACertificateAwayIfOneIsNeeded() throws Exception {
    try (TcpListener listener = listen(identity(ClientCertificates.REQUIRE_AND_VERIFY));
        SSLSocket client = connect(listener, "ca.pem")) {
      assertThatThrownBy(() -> ask(client, "www.example.org.")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void letsClientsWithoutACertificateInIfItIsOnlyRequested() throws Exception {
    try (TcpListener listener = listen(identity(ClientCertificates.REQUEST));
        SSLSocket client = connect(listener, "ca.pem")) {
      assertThat(ask(client, "www.example.org.").getSection(Section.ANSWER)).hasSize(1);
    }
  }

  @Test
  void showsARenewedCertificate() throws Exception {
    ServerIdentity identity = identity(ClientCertificates.NONE);
    try (TcpListener listener = listen(identity)) {
      copy("ec.pem", "cert.pem");
      copy("ec.key", "key.pem");
      Files.setLastModifiedTime(directory.resolve("cert.pem"), FileTime.fromMillis(1000));
      identity.refresh();

      try (SSLSocket client = connect(listener, "ec.pem")) {
        ask(client, "www.example.org.");
        assertThat(client.getSession().getPeerCertificates()[0]).isEqualTo(certificate("ec.pem"));
      }
    }
  }

  @Test
  void keepsTheOldCertificateWhileTheNewOneIsBroken() throws Exception {
    ServerIdentity identity = identity(ClientCertificates.NONE);
    try (TcpListener listener = listen(identity)) {
      Files.writeString(directory.resolve("cert.pem"), "half a certificate");
      Files.setLastModifiedTime(directory.resolve("cert.pem"), FileTime.fromMillis(1000));
      identity.refresh();

      try (SSLSocket client = connect(listener, "ca.pem")) {
        assertThat(ask(client, "www.example.org.").getSection(Section.ANSWER)).hasSize(1);
      }
    }
  }

  @Test
  void namesTheFileThatIsWrong() throws IOException {
    Files.writeString(directory.resolve("key.pem"), "nothing");

    assertThatThrownBy(() -> identity(ClientCertificates.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("key.pem holds no private key");
  }

  private ServerIdentity identity(ClientCertificates clients) throws IOException {
    return ServerIdentity.read(
        new ServerTls(
            directory.resolve("cert.pem"),
            directory.resolve("key.pem"),
            Optional.of(directory.resolve("ca.pem")),
            clients));
  }

  private TcpListener listen(ServerIdentity identity) throws IOException {
    var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    var streams =
        new StreamService() {
          @Override
          public TcpLimits limits() {
            return TcpLimits.DEFAULT;
          }

          @Override
          public SslHandler secure(SocketChannel channel, List<String> protocols) {
            return new SslHandler(identity.engine(protocols));
          }
        };
    return TcpListener.open(loops, address, new ServerSlot(TestServer.make()), streams);
  }

  private SSLSocket connect(TcpListener listener, String authority) throws Exception {
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    store.setCertificateEntry("authority", certificate(authority));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    var socket = (SSLSocket) context.getSocketFactory().createSocket();
    socket.setSoTimeout(10_000);
    socket.connect(listener.address());
    return socket;
  }

  private static Message ask(SSLSocket socket, String name) throws IOException {
    byte[] query = Message.newQuery(Record.newRecord(new Name(name), Type.A, DClass.IN)).toWire();
    var out = new DataOutputStream(socket.getOutputStream());
    out.writeShort(query.length);
    out.write(query);
    out.flush();
    var in = new DataInputStream(socket.getInputStream());
    return new Message(in.readNBytes(in.readUnsignedShort()));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = TlsListenerTest.class.getResourceAsStream("api/" + name)) {
      if (in == null) {
        throw new IOException("no test resource " + name);
      }
      return in.readAllBytes();
    }
  }

  private void copy(String name, String to) throws IOException {
    Files.write(directory.resolve(to), resource(name));
  }

  private static Certificate certificate(String name) throws IOException, GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(resource(name)));
  }
}
