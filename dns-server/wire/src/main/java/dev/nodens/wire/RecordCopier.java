package dev.nodens.wire;

/// Copies records from one message to another: names are expanded and compressed anew, so that no
/// pointer breaks. Reused; allocates nothing. One thread.
public final class RecordCopier {
  private final byte[] owner = new byte[WireName.MAX_LENGTH + 1];
  private final byte[] name = new byte[WireName.MAX_LENGTH + 1];
  private final Edit none = new Edit() {};

  /// What changes in a record while it is copied; the defaults change nothing. Names are
  /// uncompressed, in wire form, begin at the array's start and may be longer than what is returned
  /// for them.
  public interface Edit {
    /// The owner to write in the place of `owner`.
    default byte[] owner(byte[] owner) {
      return owner;
    }

    /// The name to write in the place of `target`, the first name in the RDATA of a record of
    /// `type`.
    default byte[] target(int type, byte[] target) {
      return target;
    }

    /// The TTL to write in the place of `ttl`, both unsigned.
    default int ttl(int ttl) {
      return ttl;
    }
  }

  /// Appends the record that `from` stands at to `section` of `to`.
  ///
  /// @return false if it cannot be read; nothing was appended then
  public boolean copy(RecordCursor from, MessageWriter to, int section) {
    return copy(from, to, section, none);
  }

  /// As [#copy(RecordCursor, MessageWriter, int)], with changes.
  public boolean copy(RecordCursor from, MessageWriter to, int section, Edit edit) {
    byte[] message = from.message();
    int end = from.end();
    int type = from.type();
    int names = RdataNames.count(type);
    int at = names == 0 ? end : RdataNames.start(type, message, from.dataAt(), end);
    if (WireName.expand(message, from.ownerAt(), end, owner, 0) < 0
        || names > 0 && !readable(message, at, end, names)) {
      return false;
    }
    int ttl = Octets.i32(message, from.ttlAt());
    to.begin(edit.owner(owner), 0, type, from.rrclass(), edit.ttl(ttl));
    to.data(message, from.dataAt(), at - from.dataAt());
    for (int i = 0; i < names; i++) {
      int _ = WireName.expand(message, at, end, name, 0);
      byte[] target = i == 0 ? edit.target(type, name) : name;
      if (RdataNames.compressible(type)) {
        to.name(target, 0);
      } else {
        to.plainName(target, 0);
      }
      at = WireName.skip(message, at, end);
    }
    to.data(message, at, end - at);
    to.end(section);
    return true;
  }

  private boolean readable(byte[] message, int namesAt, int end, int names) {
    int at = namesAt;
    for (int i = 0; i < names; i++) {
      if (at < 0 || at >= end || WireName.expand(message, at, end, name, 0) < 0) {
        return false;
      }
      at = WireName.skip(message, at, end);
    }
    return at >= 0;
  }
}
