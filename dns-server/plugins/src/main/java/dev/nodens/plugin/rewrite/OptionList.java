package dev.nodens.plugin.rewrite;

import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The EDNS options of a request, to be changed.
final class OptionList {
  private final List<Option> options = new ArrayList<>();

  private record Option(int code, byte[] value) {}

  /// The options of `query`, in their order.
  static OptionList of(Query query) {
    var list = new OptionList();
    byte[] message = query.message();
    int end = query.optionsAt() + query.optionsLength();
    for (int at = query.optionsAt(); at < end; ) {
      int length = Octets.u16(message, at + 2);
      list.append(Octets.u16(message, at), Arrays.copyOfRange(message, at + 4, at + 4 + length));
      at += 4 + length;
    }
    return list;
  }

  /// The value of the first option of `code`, or null.
  byte @Nullable [] value(int code) {
    for (Option option : options) {
      if (option.code() == code) {
        return option.value();
      }
    }
    return null;
  }

  /// Gives the first option of `code`, which must exist, another value.
  void replace(int code, byte[] value) {
    int at = 0;
    while (options.get(at).code() != code) {
      at++;
    }
    options.set(at, new Option(code, value));
  }

  void append(int code, byte[] value) {
    options.add(new Option(code, value));
  }

  /// Takes all options of `code` out; whether there was one.
  boolean remove(int code) {
    return options.removeIf(option -> option.code() == code);
  }

  /// Wire form (RFC 6891 §6.1.2).
  byte[] octets() {
    var octets = new ByteArrayOutputStream();
    for (Option option : options) {
      byte[] header = new byte[4];
      Octets.putU16(header, 0, option.code());
      Octets.putU16(header, 2, option.value().length);
      octets.writeBytes(header);
      octets.writeBytes(option.value());
    }
    return octets.toByteArray();
  }
}
