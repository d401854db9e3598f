package dev.nodens.netty.mmsg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// What the kernel says of the way to an IPv4 address (rtnetlink(7), linux/rtnetlink.h).
///
/// @param source the source address it would take, the first octet highest; 0 if the question named
///   one
/// @param link number of the network interface
/// @param gateway octets of the next hop, none if there is none
/// @param split whether the way depends on more than the address
record Route(int source, int link, ByteBuffer gateway, boolean split) {
  /// Octets of the longest question.
  static final int QUESTION = 44;

  /// To be told of the entry that was found and not only of the way that came out of it.
  static final int FIB_MATCH = 0x2000;

  private static final short RTM_NEWROUTE = 24;
  private static final short RTM_GETROUTE = 26;
  private static final short NLM_F_REQUEST = 1;
  private static final int NLMSG_HEADER = 16;
  private static final int RTMSG = 12;
  private static final short RTA_DST = 1;
  private static final short RTA_SRC = 2;
  private static final short RTA_OIF = 4;
  private static final short RTA_GATEWAY = 5;
  private static final short RTA_PREFSRC = 7;
  private static final short RTA_MULTIPATH = 9;
  private static final short RTA_VIA = 18;
  private static final short RTA_NH_ID = 30;

  /// Writes the question for the way to `destination`.
  ///
  /// @param source the address it goes from, 0 to let the kernel choose
  /// @param flags 0 or [#FIB_MATCH]
  static void ask(ByteBuffer target, int destination, int source, int flags) {
    int start = target.position();
    target.order(ByteOrder.nativeOrder());
    target.putInt(0).putShort(RTM_GETROUTE).putShort(NLM_F_REQUEST).putLong(0);
    target.put((byte) Libc.AF_INET).put((byte) Integer.SIZE);
    target.put((byte) (source == 0 ? 0 : Integer.SIZE)).put((byte) 0).putInt(0).putInt(flags);
    putAddress(target, RTA_DST, destination);
    if (source != 0) {
      putAddress(target, RTA_SRC, source);
    }
    target.putInt(start, target.position() - start);
  }

  private static void putAddress(ByteBuffer target, short type, int address) {
    target.putShort((short) 8).putShort(type);
    target.order(ByteOrder.BIG_ENDIAN).putInt(address).order(ByteOrder.nativeOrder());
  }

  /// Reads the kernel's answer; null if it is none, such as an error.
  static @Nullable Route read(ByteBuffer answer) {
    ByteBuffer message = answer.slice().order(ByteOrder.nativeOrder());
    if (message.limit() < NLMSG_HEADER + RTMSG || message.getShort(4) != RTM_NEWROUTE) {
      return null;
    }
    int end = Math.min(message.getInt(0), message.limit());
    int source = 0;
    int link = 0;
    var gateway = ByteBuffer.allocate(0);
    boolean split = false;
    for (int at = NLMSG_HEADER + RTMSG; at + 8 <= end; at += next(message, at)) {
      int length = message.getShort(at) & 0xffff;
      if (length < 4 || at + length > end) {
        return null;
      }
      switch (message.getShort(at + 2)) {
        case RTA_PREFSRC -> source = message.duplicate().getInt(at + 4);
        case RTA_OIF -> link = message.getInt(at + 4);
        case RTA_GATEWAY, RTA_VIA -> gateway = message.slice(at + 4, length - 4);
        case RTA_MULTIPATH, RTA_NH_ID -> split = true;
        default -> {}
      }
    }
    return new Route(source, link, gateway, split);
  }

  /// Attributes begin at multiples of four octets.
  private static int next(ByteBuffer message, int at) {
    return Math.max(4, (message.getShort(at) & 0xffff) + 3 & ~3);
  }

  /// Whether both lead the same way.
  boolean isAlong(Route other) {
    return link == other.link && gateway.equals(other.gateway);
  }
}
