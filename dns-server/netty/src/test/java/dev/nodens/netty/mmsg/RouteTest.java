package dev.nodens.netty.mmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Answers are those of Linux 6.18.
class RouteTest {
  private static final String LOOPBACK =
      "680000001800000000000000663e000002200000fe0000020002008008000f00fe000000080001007f000001"
          + "0800040001000000080007007f000001080019000000000024000c0002000000510903000000000000000000"
          + "00000000000000000000000000000000";
  private static final String BY_GATEWAY =
      "700000001800000000000000663e000002200000fe0000010002000008000f00fe00000008000100c6336401"
          + "080004000400000008000700c000020208000500c0000201080019000000000024000c00020000006ed40200"
          + "000000000000000000000000000000000000000000000000";
  private static final String ERROR =
      "400000000200000000000000663e00009bffffff2c0000001a00010000000000000000000220200000000000"
          + "00000000080001000000000108000200"
          + "09090909";
  private static final int CLIENT = 0xc6336401;

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 240000001a000100000000000000000002200000000000000000000008000100c6336401",
    "0, 8192, 240000001a000100000000000000000002200000000000000020000008000100c6336401",
    "151587081, 0, 2c0000001a000100000000000000000002202000000000000000000008000100c6336401"
        + "0800020009090909",
  })
  void asksAsTheKernelReads(int source, int flags, String question) {
    var written = ByteBuffer.allocate(Route.QUESTION);

    Route.ask(written, CLIENT, source, flags);

    byte[] octets = Arrays.copyOf(written.array(), written.position());
    assertThat(HexFormat.of().formatHex(octets)).isEqualTo(question);
  }

  @Test
  void readsTheSourceAndTheWay() {
    assertThat(Route.read(bytes(LOOPBACK)))
        .isEqualTo(new Route(0x7f000001, 1, ByteBuffer.allocate(0), false));
    assertThat(Route.read(bytes(BY_GATEWAY)))
        .isEqualTo(new Route(0xc0000202, 4, bytes("c0000201"), false));
  }

  @ParameterizedTest
  @CsvSource({"0900, several next hops", "1e00, a next hop object"})
  void saysWhenTheWayDependsOnMore(String attribute, String what) {
    Route route = Route.read(bytes(LOOPBACK.replace("08001900", "0800" + attribute)));

    assertThat(route).as(what).isNotNull();
    assertThat(route.split()).as(what).isTrue();
  }

  @Test
  void tellsWaysApart() {
    Route loopback = Route.read(bytes(LOOPBACK));
    Route byGateway = Route.read(bytes(BY_GATEWAY));
    Route byOther = Route.read(bytes(BY_GATEWAY.replace("c0000201", "c0000203")));

    assertThat(loopback.isAlong(loopback)).isTrue();
    assertThat(loopback.isAlong(byGateway)).isFalse();
    assertThat(byGateway.isAlong(byOther)).isFalse();
  }

  @Test
  void takesNothingElseForAnAnswer() {
    assertThat(Route.read(bytes(ERROR))).isNull();
    assertThat(Route.read(bytes("2400"))).isNull();
    assertThat(Route.read(bytes(LOOPBACK.replace("08000f00", "00000f00")))).isNull();
    assertThat(Route.read(bytes(LOOPBACK.replace("08000f00", "ffff0f00")))).isNull();
  }
}
