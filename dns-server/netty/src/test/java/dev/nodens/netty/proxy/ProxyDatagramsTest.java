package dev.nodens.netty.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.config.ProxyProtocol;
import dev.nodens.core.config.ProxyProtocol.Policy;
import dev.nodens.corefile.Cidr;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyDatagramsTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a ";
  private static final String CLIENT = "c0000207 0a000001 1234 0035 ";
  private static final String QUERY = "abcdef";
  private static final byte[] PEER = {10, 0, 0, 9};
  private static final long SECOND = 1_000_000_000L;

  private static ProxyDatagrams reader(Policy others, Duration sessions) {
    return new ProxyDatagrams(new ProxyProtocol(List.of(), others, sessions, 2, true));
  }

  private static byte[] octets(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static @Nullable ProxiedDatagram read(
      ProxyDatagrams reader, String text, byte[] peer, int port, long now) {
    byte[] octets = octets(text);
    return reader.read(Arrays.copyOf(octets, 4096), octets.length, peer, peer.length, port, now);
  }

  /// `CLIENT:PORT tlvs QUERY`, or `dropped`.
  private static String outcome(ProxyDatagrams reader, String text) {
    @Nullable ProxiedDatagram said = read(reader, text, PEER, 53, 0);
    if (said == null) {
      return "dropped";
    }
    byte[] octets = octets(text);
    HexFormat hex = HexFormat.of();
    return hex.formatHex(said.client())
        + ":"
        + said.port()
        + " "
        + (said.tlvs() == null ? "-" : hex.formatHex(said.tlvs()))
        + " "
        + hex.formatHex(octets, reader.payloadAt(), octets.length);
  }

  @ParameterizedTest
  @CsvSource({
    "USE, c0000207:4660 - abcdef",
    "IGNORE, 0a000009:53 - abcdef",
    "REJECT, dropped",
    "SKIP, 0a000009:53 - 0d0a0d0a000d0a515549540a2112000cc00002070a00000112340035abcdef",
  })
  void aWordCountsAsThePolicySays(Policy policy, String expected) {
    String datagram = SIGNATURE + "21 12 000c " + CLIENT + QUERY;

    assertThat(outcome(reader(policy, Duration.ZERO), datagram)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "no word, abcdef, 0a000009:53 - abcdef",
    "IPv6, 21 22 0024 20010db8000000000000000000000001 20010db8000000000000000000000002 0001 0035"
        + " abcdef, 20010db8000000000000000000000001:1 - abcdef",
    "TLVs, 21 12 0013 " + CLIENT + " ea 0001 07 04 0000 abcdef, c0000207:4660 ea000107 abcdef",
    "a broken TLV, 21 12 000f " + CLIENT + " ea 0009 abcdef, c0000207:4660 - abcdef",
    "the peer for itself, 20 12 000c " + CLIENT + " abcdef, 0a000009:53 - abcdef",
    "the peer for itself in short, 20 00 0000 abcdef, 0a000009:53 - abcdef",
    "TCP, 21 11 000c " + CLIENT + " abcdef, dropped",
    "nothing known, 21 00 0000 abcdef, dropped",
    "another version, 31 12 000c " + CLIENT + " abcdef, dropped",
    "another command, 22 12 000c " + CLIENT + " abcdef, dropped",
    "no room for addresses, 21 12 000b " + CLIENT + " abcdef, dropped",
    "longer than it is, 21 12 00ff " + CLIENT + " abcdef, dropped",
    "half a header, 21 12 00, dropped",
  })
  void wordsAreReadOrThrownAway(String what, String datagram, String expected) {
    String prefix = what.equals("no word") ? "" : SIGNATURE;

    assertThat(outcome(reader(Policy.USE, Duration.ZERO), prefix + datagram))
        .as(what)
        .isEqualTo(expected);
  }

  @Test
  void versionOneKnowsNoUdp() {
    String text = HexFormat.of().formatHex("PROXY UDP4 1.1.1.1 2.2.2.2 1 2\r\n".getBytes());

    assertThat(outcome(reader(Policy.USE, Duration.ZERO), text)).isEqualTo("dropped");
  }

  @Test
  void rangesDecideWhoseWordCounts() {
    var terms =
        new ProxyProtocol(
            List.of(Cidr.parse("10.0.0.0/24")), Policy.IGNORE, Duration.ZERO, 1, false);
    var reader = new ProxyDatagrams(terms);
    String datagram = SIGNATURE + "21 12 000c " + CLIENT + QUERY;
    ProxiedDatagram allowed = read(reader, datagram, PEER, 53, 0);
    ProxiedDatagram other = read(reader, datagram, new byte[] {10, 0, 1, 9}, 53, 0);

    assertThat(allowed)
        .isEqualTo(new ProxiedDatagram(new byte[] {(byte) 192, 0, 2, 7}, 4660, null));
    assertThat(other).isEqualTo(new ProxiedDatagram(new byte[] {10, 0, 1, 9}, 53, null));
  }

  @Test
  void aWordCountsForLaterDatagramsOfItsPeer() {
    ProxyDatagrams reader = reader(Policy.USE, Duration.ofSeconds(5));
    ProxiedDatagram said = read(reader, SIGNATURE + "21 12 000c " + CLIENT, PEER, 53, 0);

    assertThat(said).isNotNull();
    assertThat(read(reader, QUERY, PEER, 53, 5 * SECOND)).isEqualTo(said);
    assertThat(read(reader, QUERY, PEER, 54, 5 * SECOND)).isNotEqualTo(said);
    assertThat(read(reader, QUERY, PEER, 53, 10 * SECOND)).as("each one renews it").isEqualTo(said);
    assertThat(read(reader, QUERY, PEER, 53, 16 * SECOND)).isNotEqualTo(said);
  }

  @Test
  void onlySoManyPeersAreRemembered() {
    ProxyDatagrams reader = reader(Policy.USE, Duration.ofSeconds(5));
    for (int port = 1; port <= 3; port++) {
      read(reader, SIGNATURE + "21 12 000c " + CLIENT, PEER, port, 0);
    }

    assertThat(read(reader, QUERY, PEER, 1, 0)).isEqualTo(new ProxiedDatagram(PEER, 1, null));
    assertThat(read(reader, QUERY, PEER, 3, 0)).isNotEqualTo(new ProxiedDatagram(PEER, 3, null));
  }

  @Test
  void standsWhateverComes() {
    long seed = new SplittableRandom().nextLong();
    var random = new SplittableRandom(seed);
    ProxyDatagrams reader = reader(Policy.USE, Duration.ofSeconds(5));
    byte[] good = octets(SIGNATURE + "21 12 0013 " + CLIENT + "ea 0001 07 04 0000" + QUERY);
    for (int i = 0; i < 20_000; i++) {
      byte[] octets = Arrays.copyOf(good, 64);
      int length = random.nextInt(octets.length + 1);
      for (int j = random.nextInt(4); j > 0; j--) {
        octets[12 + random.nextInt(52)] = (byte) random.nextInt();
      }
      if (reader.read(octets, length, PEER, 4, 53, i) != null) {
        assertThat(reader.payloadAt()).as("seed %d", seed).isBetween(0, length);
      }
    }
  }
}
