package dev.nodens.zone;

import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import java.util.Arrays;

/// RDATA of SOA records (RFC 1035 §3.3.13) of zones that are made up.
public final class SoaData {
  private SoaData() {}

  /// The data in wire form.
  ///
  /// @param numbers serial, refresh, retry, expire and minimum
  public static byte[] of(Name primary, Name mailbox, int... numbers) {
    byte[] data =
        Arrays.copyOf(primary.wire(), primary.length() + mailbox.length() + 4 * numbers.length);
    System.arraycopy(mailbox.wire(), 0, data, primary.length(), mailbox.length());
    int at = primary.length() + mailbox.length();
    for (int number : numbers) {
      Octets.putI32(data, at, number);
      at += 4;
    }
    return data;
  }
}
