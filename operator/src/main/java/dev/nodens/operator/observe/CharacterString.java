package dev.nodens.operator.observe;

import dev.nodens.wire.RecordCursor;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The text of TXT records (RFC 1035 §3.3.14).
final class CharacterString {
  private CharacterString() {}

  /// The first character string of the TXT record at which `record` stands; nothing if it is empty
  /// or longer than the record.
  static Optional<String> first(RecordCursor record) {
    int length = record.dataLength() == 0 ? 0 : record.message()[record.dataAt()] & 0xff;
    return length == 0 || length >= record.dataLength()
        ? Optional.empty()
        : Optional.of(
            new String(record.message(), record.dataAt() + 1, length, StandardCharsets.US_ASCII));
  }
}
