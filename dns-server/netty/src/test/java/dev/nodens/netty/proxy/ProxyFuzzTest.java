package dev.nodens.netty.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.config.ProxyProtocol;
import dev.nodens.core.config.ProxyProtocol.Policy;
import dev.nodens.wire.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever stands before a query in a datagram, and whatever a stream connection begins with. `mvn
/// verify` runs the stored corpus; `dns-server/fuzz proxy` explores.
public final class ProxyFuzzTest {
  static Stream<Path> corpus() throws IOException {
    return Files.list(Path.of("src/test/resources/fuzz/proxy"));
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void readsOrRefuses(Path file) throws IOException {
    fuzzerTestOneInput(Files.readAllBytes(file));
  }

  private static final byte[] PEER = {10, 0, 0, 9};
  private static final ProxyProtocol TERMS =
      new ProxyProtocol(List.of(), Policy.USE, Duration.ofSeconds(5), 4, true);

  /// Where the fuzzer begins.
  public static void fuzzerTestOneInput(byte[] bytes) {
    datagram(bytes);
    stream(bytes);
  }

  private static void datagram(byte[] bytes) {
    var reader = new ProxyDatagrams(TERMS);
    @Nullable ProxiedDatagram said = reader.read(bytes, bytes.length, PEER, PEER.length, 53, 0);
    if (said == null) {
      return;
    }
    assertThat(reader.payloadAt()).isBetween(0, bytes.length);
    assertThat(said.client().length).isIn(4, 16);
    assertThat(said.port()).isBetween(0, 0xffff);
    byte @Nullable [] tlvs = said.tlvs();
    int at = 0;
    while (tlvs != null && at < tlvs.length) {
      assertThat(tlvs[at]).as("those that fill up are left out").isNotEqualTo((byte) 4);
      at += 3 + Octets.u16(tlvs, at + 1);
    }
    assertThat(at).isEqualTo(tlvs == null ? 0 : tlvs.length);
  }

  /// In two pieces, as the network may bring it.
  private static void stream(byte[] bytes) {
    var served = new ArrayList<ProxiedClient>();
    var channel = new PeerChannel();
    ProxyStart.begin(
        channel, TERMS, Duration.ofSeconds(5), () -> served.add(ProxiedClient.of(channel)));
    int half = bytes.length / 2;
    channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, half));
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.copiedBuffer(bytes, half, bytes.length - half));
    }
    byte[] rest = received(channel);
    assertThat(served).hasSizeLessThanOrEqualTo(channel.isOpen() ? 1 : 0);
    if (served.isEmpty()) {
      assertThat(rest).as("octets that nobody serves").isEmpty();
    } else {
      int from = bytes.length - rest.length;
      assertThat(rest).isEqualTo(Arrays.copyOfRange(bytes, from, bytes.length));
    }
    channel.finishAndReleaseAll();
  }

  private static byte[] received(PeerChannel channel) {
    var all = new ByteArrayOutputStream();
    for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
      all.writeBytes(ByteBufUtil.getBytes(part));
      part.release();
    }
    return all.toByteArray();
  }

  /// A connection of [#PEER].
  private static final class PeerChannel extends EmbeddedChannel {
    @Override
    protected SocketAddress remoteAddress0() {
      try {
        return new InetSocketAddress(InetAddress.getByAddress(PEER), 53);
      } catch (UnknownHostException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
