package dev.nodens.zone.sign;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Type;

/// NSEC records that say as little as possible (RFC 4470, "black lies"): every name exists and has
/// many types, only not the one asked for. The types are CoreDNS's.
final class Denial {
  private static final int[] NAME = {
    Type.A,
    Type.HINFO,
    Type.TXT,
    Type.AAAA,
    Type.LOC,
    Type.SRV,
    Type.CERT,
    Type.SSHFP,
    Type.RRSIG,
    Type.NSEC,
    Type.TLSA,
    Type.HIP,
    Type.OPENPGPKEY,
    Type.SPF
  };
  private static final int[] CUT = with(NAME, Type.NS);
  private static final int[] APEX = with(CUT, Type.SOA, Type.MX, Type.DNSKEY);

  private static final byte[] FIRST_BELOW = {1, 0, 0};
  private static final int LONGEST_LABEL = 63;

  private Denial() {}

  /// Says that `name` has no record of `type`.
  ///
  /// @throws NameTooLongException if no name fits below it
  static NSECRecord of(Name name, Name zone, int type, long ttl) throws NameTooLongException {
    Name next = Name.concatenate(below(), name);
    int[] types = name.equals(zone) ? without(APEX, type) : without(NAME, type);
    if (!name.equals(zone) && type == Type.DS) {
      types = CUT;
    }
    return new NSECRecord(name, DClass.IN, ttl, next, types);
  }

  /// Says that the zone cut `name` has no DS record. The next name is the one after all names below
  /// the cut, which are not this zone's.
  static NSECRecord ofCut(Name name, long ttl) throws NameTooLongException {
    byte[] wire = name.toWire();
    int length = wire[0];
    if (length >= LONGEST_LABEL) {
      throw new NameTooLongException();
    }
    byte[] next = new byte[wire.length + 1];
    next[0] = (byte) (length + 1);
    System.arraycopy(wire, 1, next, 1, length);
    System.arraycopy(wire, 1 + length, next, 2 + length, wire.length - 1 - length);
    return new NSECRecord(name, DClass.IN, ttl, name(next), CUT);
  }

  private static Name below() {
    return name(FIRST_BELOW).relativize(Name.root);
  }

  private static Name name(byte[] wire) {
    try {
      return new Name(wire);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int[] with(int[] types, int... more) {
    return IntStream.concat(Arrays.stream(types), Arrays.stream(more)).toArray();
  }

  private static int[] without(int[] types, int type) {
    // NSEC is there whatever is asked for: it is what the answer is made of.
    return type == Type.NSEC ? types : Arrays.stream(types).filter(t -> t != type).toArray();
  }
}
