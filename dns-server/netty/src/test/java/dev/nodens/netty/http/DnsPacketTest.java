package dev.nodens.netty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.CorruptedFrameException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsPacketTest {
  private static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "0102,              00 00000004 0a 02 0102",
    "'',                00 00000002 0a 00",
    "0102,              00 00000008 12 02 ffff 0a 02 0102",
    "03,                00 00000007 0a 02 0102 0a 01 03",
    "0102,              00 00000006 08 01 0a 02 0102",
    "'',                00 00000000",
  })
  void readsTheMessage(String message, String packet) {
    byte[] framed = octets(packet);

    assertThat(DnsPacket.decode(framed, framed.length)).isEqualTo(octets(message));
  }

  @ParameterizedTest
  @CsvSource({
    "00 0000, grpc: not an uncompressed message",
    "01 00000002 0a 00, grpc: not an uncompressed message",
    "00 00000003 0a 00, grpc: not one whole message",
    "00 00000002 0a 00 00 00000000, grpc: not one whole message",
    "00 00000002 0a 01, proto: unexpected end of message",
    "00 00000007 0a ffffffff0f 00, proto: unexpected end of message",
    "00 00000001 ff, proto: not a varint",
    "00 0000000b ffffffffffffffffffff 01, proto: not a varint",
    "00 00000002 0b 00, proto: unknown wire type 3",
    "00 00000003 0d 0000, proto: unexpected end of message",
  })
  void refusesWhatIsNone(String packet, String why) {
    byte[] framed = octets(packet);

    assertThatThrownBy(() -> DnsPacket.decode(framed, framed.length))
        .isInstanceOf(CorruptedFrameException.class)
        .hasMessage(why);
  }

  @Test
  void writesWhatItReads() {
    for (int length : new int[] {0, 1, 127, 128, 16383, 16384, 65535}) {
      byte[] message = new byte[length];
      java.util.Arrays.fill(message, (byte) 7);

      byte[] framed = DnsPacket.encode(message, length);

      assertThat(DnsPacket.decode(framed, framed.length)).isEqualTo(message);
    }
  }
}
