package dev.nodens.netty.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Tokens of Retry packets (RFC 9000 §8.1.2 to §8.1.4): while many clients begin, each has to show
/// that it receives what is sent to its address, before anything is kept of it.
///
/// A token is the second in which it was made, a code over that, the client's address and the first
/// connection id, and that id. One event loop.
final class AddressTokens implements QuicTokenHandler {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int CODE = 16;
  private static final int SECONDS = 10;
  private static final int ID_AT = Integer.BYTES + CODE;

  private final Mac mac;
  private final BooleanSupplier wanted;
  private final LongSupplier nanoTime;

  /// @param secret known to all event loops of the listener
  /// @param wanted whether clients without a token have to get one
  AddressTokens(byte[] secret, BooleanSupplier wanted, LongSupplier nanoTime) {
    this.wanted = wanted;
    this.nanoTime = nanoTime;
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean writeToken(ByteBuf out, ByteBuf connectionId, InetSocketAddress client) {
    if (!wanted.getAsBoolean()) {
      return false;
    }
    byte[] id = ByteBufUtil.getBytes(connectionId);
    int now = second();
    out.writeInt(now).writeBytes(code(now, client, id)).writeBytes(id);
    return true;
  }

  @Override
  public int validateToken(ByteBuf token, InetSocketAddress client) {
    byte[] octets = ByteBufUtil.getBytes(token);
    if (octets.length < ID_AT) {
      return -1;
    }
    int made = ByteBuffer.wrap(octets).getInt();
    int age = second() - made;
    byte[] id = Arrays.copyOfRange(octets, ID_AT, octets.length);
    boolean ours =
        MessageDigest.isEqual(
            code(made, client, id), Arrays.copyOfRange(octets, Integer.BYTES, ID_AT));
    return ours && age >= 0 && age <= SECONDS ? ID_AT : -1;
  }

  @Override
  public int maxTokenLength() {
    return ID_AT + Quic.MAX_CONN_ID_LEN;
  }

  private int second() {
    return (int) (nanoTime.getAsLong() / 1_000_000_000L);
  }

  private byte[] code(int second, InetSocketAddress client, byte[] id) {
    mac.update(
        ByteBuffer.allocate(2 * Integer.BYTES).putInt(second).putInt(client.getPort()).flip());
    mac.update(client.getAddress().getAddress());
    mac.update(id);
    return Arrays.copyOf(mac.doFinal(), CODE);
  }
}
