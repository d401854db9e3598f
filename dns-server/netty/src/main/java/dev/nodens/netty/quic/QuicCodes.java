package dev.nodens.netty.quic;

/// How a protocol over QUIC names the ends of connections and streams.
///
/// @param noError all is well
/// @param internalError a query cannot be answered
/// @param excessiveLoad the client asks for too much
public record QuicCodes(int noError, int internalError, int excessiveLoad) {
  /// RFC 9250 §8.4.
  public static final QuicCodes DOQ = new QuicCodes(0x0, 0x1, 0x4);

  /// DOQ_PROTOCOL_ERROR of RFC 9250 §8.4.
  static final int DOQ_PROTOCOL_ERROR = 0x2;

  /// RFC 9114 §8.1.
  public static final QuicCodes HTTP3 = new QuicCodes(0x100, 0x102, 0x107);
}
