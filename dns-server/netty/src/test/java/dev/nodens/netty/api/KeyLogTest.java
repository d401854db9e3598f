package dev.nodens.netty.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nodens.core.config.ServerTls;
import dev.nodens.core.config.ServerTls.ClientCertificates;
import dev.nodens.core.tls.KeyFiles;
import dev.nodens.core.tls.KeyLog;
import dev.nodens.core.tls.TrustAnyone;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSslSecrets;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The secrets that a server writes are those that its client has.
final class KeyLogTest {
  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void copyKeys() throws IOException {
    for (String name : List.of("server.pem", "server.key")) {
      try (InputStream in = Objects.requireNonNull(KeyLogTest.class.getResourceAsStream(name))) {
        Files.copy(in, directory.resolve(name));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.3, SERVER_TRAFFIC_SECRET_0", "TLSv1.2, CLIENT_RANDOM"})
  void writesTheSecretsThatTheClientHas(String version, String kind) throws Exception {
    Path file = directory.resolve("secrets");
    Files.writeString(file, "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    try (KeyLog log = KeyLog.open(file)) {
      var keys = new KeyFiles(directory.resolve("server.pem"), directory.resolve("server.key"));
      var tls = new ServerTls(keys, Optional.empty(), ClientCertificates.NONE, Optional.of(log));
      Set<String> heard = new ConcurrentSkipListSet<>();
      var server =
          new EmbeddedChannel(new SslHandler(ServerIdentity.read(tls).engine(List.of("dot"))));
      var client = new EmbeddedChannel(client(version, heard));

      shakeHands(client, server);

      assertThat(heard).isNotEmpty().anyMatch(line -> line.startsWith(kind + " "));
      assertThat(Files.readAllLines(file)).containsExactlyInAnyOrderElementsOf(heard);
      assertThat(client.pipeline().get(SslHandler.class).applicationProtocol()).isEqualTo("dot");
      client.finishAndReleaseAll();
      server.finishAndReleaseAll();
    }
  }

  @Test
  void opensForTheOwnerOnlyAndWritesBehindWhatIsThere() throws IOException {
    Path file = directory.resolve("new");
    for (String line : List.of("one", "two")) {
      try (KeyLog log = KeyLog.open(file)) {
        log.write(line);
      }
    }

    assertThat(file).hasContent("one\ntwo");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void namesTheFileThatCannotBeOpened() {
    Path file = directory.resolve("absent/file");

    assertThatThrownBy(() -> KeyLog.open(file))
        .isInstanceOf(IOException.class)
        .hasMessage("open " + file + ": no such file or directory");
  }

  private static SslHandler client(String version, Set<String> heard) throws IOException {
    SslContext context =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL)
            .protocols(version)
            .trustManager(new TrustAnyone())
            .endpointIdentificationAlgorithm(null)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    "dot"))
            .build();
    assertThat(OpenSslSecrets.tell(context, (ssl, line) -> heard.add(new String(line, US_ASCII))))
        .isTrue();
    return new SslHandler(context.newEngine(UnpooledByteBufAllocator.DEFAULT));
  }

  private static void shakeHands(EmbeddedChannel client, EmbeddedChannel server) {
    for (int i = 0; i < 10; i++) {
      move(client, server);
      move(server, client);
    }
    assertThat(client.pipeline().get(SslHandler.class).handshakeFuture().isSuccess()).isTrue();
    assertThat(server.pipeline().get(SslHandler.class).handshakeFuture().isSuccess()).isTrue();
  }

  private static void move(EmbeddedChannel from, EmbeddedChannel to) {
    from.runPendingTasks();
    for (Object octets = from.readOutbound(); octets != null; octets = from.readOutbound()) {
      to.writeInbound(octets);
    }
  }
}
