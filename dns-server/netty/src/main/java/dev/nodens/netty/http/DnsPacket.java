package dev.nodens.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.Arrays;

/// The one message of the service `coredns.dns.DnsService` in gRPC's framing: a flag octet and four
/// octets of length (gRPC over HTTP/2, "Length-Prefixed-Message"), then `message DnsPacket { bytes
/// msg = 1; }` in the encoding of Protocol Buffers ("Encoding": a varint of field number and wire
/// type, then the value).
public final class DnsPacket {
  private static final int PREFIX = 5;
  private static final int MSG = 1 << 3 | 2;
  private static final int MOST_VARINT_BITS = 63;

  private DnsPacket() {}

  /// `message` framed.
  public static byte[] encode(byte[] message, int length) {
    ByteBuf packet = Unpooled.buffer(PREFIX + 6 + length);
    packet.writeZero(PREFIX).writeByte(MSG);
    int rest = length;
    while (rest > 0x7f) {
      packet.writeByte(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    packet.writeByte(rest).writeBytes(message, 0, length);
    packet.setInt(1, packet.readableBytes() - PREFIX);
    return Arrays.copyOf(packet.array(), packet.readableBytes());
  }

  /// The DNS message in one framed packet; empty if the packet has none. Of a field that stands
  /// several times the last counts.
  ///
  /// @throws CorruptedFrameException if it is none, is compressed, or more follows
  public static byte[] decode(byte[] octets, int length) {
    ByteBuf packet = Unpooled.wrappedBuffer(octets, 0, length);
    if (length < PREFIX || packet.readByte() != 0) {
      throw new CorruptedFrameException("grpc: not an uncompressed message");
    }
    if (packet.readUnsignedInt() != packet.readableBytes()) {
      throw new CorruptedFrameException("grpc: not one whole message");
    }
    byte[] message = new byte[0];
    while (packet.isReadable()) {
      long tag = varint(packet);
      if (tag == MSG) {
        message = new byte[size(packet)];
        packet.readBytes(message);
      } else {
        skip(packet, (int) tag & 7);
      }
    }
    return message;
  }

  private static void skip(ByteBuf packet, int wireType) {
    switch (wireType) {
      case 0 -> varint(packet);
      case 1 -> packet.skipBytes(atMost(packet, Long.BYTES));
      case 2 -> packet.skipBytes(size(packet));
      case 5 -> packet.skipBytes(atMost(packet, Integer.BYTES));
      default -> throw new CorruptedFrameException("proto: unknown wire type " + wireType);
    }
  }

  private static int size(ByteBuf packet) {
    return atMost(packet, varint(packet));
  }

  private static int atMost(ByteBuf packet, long wanted) {
    if (wanted < 0 || wanted > packet.readableBytes()) {
      throw new CorruptedFrameException("proto: unexpected end of message");
    }
    return (int) wanted;
  }

  private static long varint(ByteBuf packet) {
    long value = 0;
    for (int shift = 0; shift <= MOST_VARINT_BITS && packet.isReadable(); shift += 7) {
      int octet = packet.readByte();
      value |= (long) (octet & 0x7f) << shift;
      if (octet >= 0) {
        return value;
      }
    }
    throw new CorruptedFrameException("proto: not a varint");
  }
}
