package dev.nodens.core;

import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Octets;
import java.util.Arrays;

/// What the reply's OPT record says besides DO: size, EDNS options and the upper bits of the rcode
/// (RFC 6891 §6.1.2, §6.1.3). Sent only to a client that sent an OPT record; reused.
public final class ReplyOptions {
  private static final int OPTION_HEADER = 4;
  private static final int LEAST_CAPACITY = 64;

  private byte[] octets = new byte[0];
  private int length;
  private int size;
  private int extendedRcode;

  /// Forgets the options and the rcode.
  public void clear() {
    length = 0;
    extendedRcode = 0;
  }

  /// The UDP size that the record shows, and that limits the reply.
  public int size() {
    return size;
  }

  /// See [#size()].
  public void size(int octets) {
    size = octets;
  }

  /// Replaces all options by a copy of `count` well-formed octets.
  public void set(byte[] bytes, int at, int count) {
    length = 0;
    append(bytes, at, count);
  }

  /// Sets one option, in the place of others with the same code.
  ///
  /// @param code of the option (IANA "DNS EDNS0 Option Codes")
  public void put(int code, byte[] value) {
    remove(code);
    byte[] header = new byte[OPTION_HEADER];
    Octets.putU16(header, 0, code);
    Octets.putU16(header, 2, value.length);
    append(header, 0, OPTION_HEADER);
    append(value, 0, value.length);
  }

  /// Whether there is no option.
  public boolean isEmpty() {
    return length == 0;
  }

  /// Sets the upper eight bits of the reply's rcode.
  public void extendedRcode(int upperBits) {
    extendedRcode = upperBits;
  }

  int extendedRcode() {
    return extendedRcode;
  }

  int length() {
    return length;
  }

  /// Adds the record to `reply`.
  ///
  /// @param upperBits of the rcode
  void write(MessageWriter reply, int upperBits, boolean dnssecOk) {
    reply.opt(size, upperBits, dnssecOk, octets, 0, length);
  }

  /// The first two octets of the option `code` as a number; -1 if there is none or it is shorter.
  public int number(int code) {
    for (int at = 0; at < length; at += OPTION_HEADER + Octets.u16(octets, at + 2)) {
      if (Octets.u16(octets, at) == code && Octets.u16(octets, at + 2) >= 2) {
        return Octets.u16(octets, at + OPTION_HEADER);
      }
    }
    return -1;
  }

  /// Takes out the options of `code`.
  public void remove(int code) {
    int kept = 0;
    for (int at = 0; at < length; ) {
      int size = OPTION_HEADER + Octets.u16(octets, at + 2);
      if (Octets.u16(octets, at) != code) {
        System.arraycopy(octets, at, octets, kept, size);
        kept += size;
      }
      at += size;
    }
    length = kept;
  }

  private void append(byte[] bytes, int at, int count) {
    if (octets.length < length + count) {
      octets = Arrays.copyOf(octets, Math.max(LEAST_CAPACITY, 2 * (length + count)));
    }
    System.arraycopy(bytes, at, octets, length, count);
    length += count;
  }
}
