package dev.nodens.plugin.template;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RecordCopier;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Master;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// A resource record read from the text of a zone file (RFC 1035 §5.1), ready to be written.
///
/// @param message a message that holds nothing but the record, in its answer section
record RecordText(byte[] message) {
  private static final long DEFAULT_TTL = 3600;

  /// Reads one line: owner, TTL and class (3600 and IN if they are missing), type, data; names
  /// without a dot at their end are absolute too.
  ///
  /// @throws IOException saying what is wrong
  static RecordText parse(String line) throws IOException {
    if (line.isBlank() || Character.isWhitespace(line.charAt(0)) || line.startsWith("$")) {
      throw new IOException("dns: not a resource record: " + line.strip());
    }
    try (var master =
        new Master(
            new ByteArrayInputStream((line.strip() + "\n").getBytes(ISO_8859_1)),
            org.xbill.DNS.Name.root,
            DEFAULT_TTL)) {
      master.disableIncludes();
      master.expandGenerate(false);
      @Nullable Record record = master.nextRecord();
      if (record == null) {
        throw new IOException("dns: not a resource record: " + line.strip());
      }
      byte[] wire = record.toWire(Section.ANSWER);
      byte[] message = new byte[Header.LENGTH + wire.length];
      Octets.putU16(message, Header.ANCOUNT, 1);
      System.arraycopy(wire, 0, message, Header.LENGTH, wire.length);
      return new RecordText(message);
    }
  }

  /// Appends the record to `section` of `to`.
  ///
  /// @param owner in the place of its own, or null
  void write(MessageWriter to, int section, @Nullable Name owner) {
    RecordCursor record = cursor();
    new RecordCopier()
        .copy(
            record,
            to,
            section,
            new RecordCopier.Edit() {
              @Override
              public byte[] owner(byte[] own) {
                return owner == null ? own : owner.wire();
              }
            });
  }

  /// Where a CNAME record leads, or null if it is none.
  @Nullable Name target() {
    RecordCursor record = cursor();
    return record.type() == RrType.CNAME ? Name.of(message, record.dataAt()) : null;
  }

  private RecordCursor cursor() {
    var cursor = new RecordCursor();
    cursor.reset(message, message.length);
    cursor.next();
    return cursor;
  }
}
