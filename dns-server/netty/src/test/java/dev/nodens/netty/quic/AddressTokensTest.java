package dev.nodens.netty.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AddressTokensTest {
  private static final byte[] SECRET = new byte[32];
  private static final byte[] ID = {1, 2, 3, 4, 5, 6, 7, 8};

  private final AtomicLong now = new AtomicLong(TimeUnit.SECONDS.toNanos(100));
  private final AddressTokens tokens = new AddressTokens(SECRET, () -> true, now::get);

  private static InetSocketAddress client(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  private ByteBuf token(InetSocketAddress client) {
    ByteBuf token = Unpooled.buffer(tokens.maxTokenLength());
    assertThat(tokens.writeToken(token, Unpooled.wrappedBuffer(ID), client)).isTrue();
    return token;
  }

  @Test
  void aTokenHoldsTheFirstConnectionId() {
    ByteBuf token = token(client("192.0.2.1", 1234));

    int at = tokens.validateToken(token.slice(), client("192.0.2.1", 1234));

    byte[] id = new byte[token.readableBytes() - at];
    token.getBytes(at, id);
    assertThat(id).isEqualTo(ID);
  }

  @Test
  void aTokenIsGoodForItsClientForTenSeconds() {
    ByteBuf token = token(client("192.0.2.1", 1234));

    assertThat(tokens.validateToken(token.slice(), client("192.0.2.2", 1234))).isNegative();
    assertThat(tokens.validateToken(token.slice(), client("192.0.2.1", 1235))).isNegative();
    now.addAndGet(TimeUnit.SECONDS.toNanos(10));
    assertThat(tokens.validateToken(token.slice(), client("192.0.2.1", 1234))).isPositive();
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(tokens.validateToken(token.slice(), client("192.0.2.1", 1234))).isNegative();
  }

  @Test
  void everyOctetOfATokenCounts() {
    ByteBuf token = token(client("2001:db8::1", 1234));
    for (int i = 0; i < token.readableBytes(); i++) {
      ByteBuf changed = token.copy();
      changed.setByte(i, changed.getByte(i) ^ 1);

      assertThat(tokens.validateToken(changed, client("2001:db8::1", 1234))).isNegative();
    }
    assertThat(tokens.validateToken(Unpooled.wrappedBuffer(ID), client("2001:db8::1", 1)))
        .isNegative();
  }

  @Test
  void nobodyNeedsATokenWhileFewBegin() {
    var idle = new AddressTokens(SECRET, () -> false, now::get);

    assertThat(idle.writeToken(Unpooled.buffer(), Unpooled.buffer(), client("192.0.2.1", 1)))
        .isFalse();
  }
}
