package dev.nodens.plugin.etcd;

import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.RecordCopier;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Records that were found, in their order. Made on one thread, written on another.
final class Answer {
  private static final int STRING = 255;

  private final List<Item> records = new ArrayList<>();
  private final List<Item> additional = new ArrayList<>();
  private boolean truncated;

  /// One record, or those of another reply.
  @FunctionalInterface
  private interface Item {
    void write(MessageWriter out, int section);
  }

  /// Whether no record was found.
  boolean isEmpty() {
    return records.isEmpty();
  }

  /// Whether something is known to be missing.
  boolean truncated() {
    return truncated;
  }

  /// Notes that something is missing.
  void truncate() {
    truncated = true;
  }

  /// Adds what `other` found.
  void addAll(Answer other) {
    records.addAll(other.records);
  }

  /// Puts what `other` found beside the answer.
  void addBeside(Answer other) {
    additional.addAll(other.records);
  }

  /// An A or AAAA record.
  void address(Name owner, Service service, byte[] address) {
    records.add(address(owner, service.ttlBits(), address));
  }

  /// An A or AAAA record beside the answer.
  void addressBeside(Name owner, Service service, byte[] address) {
    additional.add(address(owner, service.ttlBits(), address));
  }

  private static Item address(Name owner, int ttl, byte[] address) {
    return (out, section) ->
        Records.address(out, section, owner.wire(), ttl, address, 0, address.length);
  }

  /// A CNAME, NS or PTR record.
  void target(Name owner, int type, Service service, Name target) {
    records.add((out, section) ->
        Records.target(out, section, owner.wire(), type, service.ttlBits(), target.wire()));
  }

  /// An MX record (RFC 1035 §3.3.9).
  void mail(Name owner, Service service, Name exchange) {
    records.add((out, section) -> {
      out.begin(owner.wire(), 0, RrType.MX, RrClass.IN, service.ttlBits());
      out.u16(service.priority());
      out.name(exchange.wire(), 0);
      out.end(section);
    });
  }

  /// An SRV record (RFC 2782).
  void service(Name owner, Service service, int weight, Name target) {
    records.add((out, section) -> {
      out.begin(owner.wire(), 0, RrType.SRV, RrClass.IN, service.ttlBits());
      out.u16(service.priority());
      out.u16(weight);
      out.u16(service.port());
      out.plainName(target.wire(), 0);
      out.end(section);
    });
  }

  /// A TXT record, in as many strings as the text needs (RFC 1035 §3.3.14).
  void text(Name owner, Service service) {
    byte[] text = service.text().getBytes(StandardCharsets.UTF_8);
    records.add((out, section) -> {
      out.begin(owner.wire(), 0, RrType.TXT, RrClass.IN, service.ttlBits());
      int at = 0;
      do {
        int length = Math.min(STRING, text.length - at);
        out.u8(length);
        out.data(text, at, length);
        at += length;
      } while (at < text.length);
      out.end(section);
    });
  }

  /// The answers of another reply.
  void copy(byte[] reply) {
    records.add(copied(reply, false));
  }

  /// The answers of another reply, beside the answer.
  ///
  /// @param aliases whether CNAME records come too
  void copyBeside(byte[] reply, boolean aliases) {
    additional.add(copied(reply, !aliases));
  }

  private static Item copied(byte[] reply, boolean noAliases) {
    return (out, section) -> {
      var copier = new RecordCopier();
      var cursor = new RecordCursor();
      if (cursor.reset(reply, reply.length)) {
        while (cursor.next() && cursor.section() == RecordCursor.ANSWER) {
          if (!noAliases || cursor.type() != RrType.CNAME) {
            copier.copy(cursor, out, section);
          }
        }
      }
    };
  }

  /// Appends everything to a reply that has no records yet.
  void write(MessageWriter out) {
    records.forEach(item -> item.write(out, RecordCursor.ANSWER));
    additional.forEach(item -> item.write(out, RecordCursor.ADDITIONAL));
  }
}
