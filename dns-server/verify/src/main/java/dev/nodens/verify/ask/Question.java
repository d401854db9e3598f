package dev.nodens.verify.ask;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// One query, as both servers get it.
///
/// @param kind `family.shape`: what kind of question this is, for grouping
/// @param name letter case kept
/// @param type query type
/// @param rrclass query class
/// @param opcode operation
/// @param flags header bits besides QR and opcode
/// @param edns the OPT record
/// @param tcp over TCP instead of UDP
public record Question(
    String kind,
    Name name,
    int type,
    int rrclass,
    int opcode,
    int flags,
    Optional<Edns> edns,
    boolean tcp) {

  /// The bit of the header by which a client asks for recursion.
  public static final int RD = 0x0100;

  private static final int OPCODE_SHIFT = 11;
  private static final int DO = 0x8000;

  /// What stands in an OPT record.
  ///
  /// @param options code and data
  public record Edns(int size, int version, boolean dnssecOk, List<Option> options) {}

  /// An EDNS option.
  public record Option(int code, byte[] data) {}

  /// A plain question over UDP, of class IN, with RD.
  public static Question of(String kind, String name, int type) {
    return new Question(kind, name(name), type, DClass.IN, 0, RD, Optional.empty(), false);
  }

  /// `text` as an absolute name.
  public static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /// This question about `newName`.
  public Question withName(Name newName) {
    return new Question(kind, newName, type, rrclass, opcode, flags, edns, tcp);
  }

  /// This question in another class.
  public Question withClass(int newClass) {
    return new Question(kind, name, type, newClass, opcode, flags, edns, tcp);
  }

  /// This question with another opcode.
  public Question withOpcode(int newOpcode) {
    return new Question(kind, name, type, rrclass, newOpcode, flags, edns, tcp);
  }

  /// This question with other header bits.
  public Question withFlags(int newFlags) {
    return new Question(kind, name, type, rrclass, opcode, newFlags, edns, tcp);
  }

  /// This question with an OPT record.
  public Question withEdns(Edns newEdns) {
    return new Question(kind, name, type, rrclass, opcode, flags, Optional.of(newEdns), tcp);
  }

  /// This question over TCP.
  public Question overTcp() {
    return new Question(kind, name, type, rrclass, opcode, flags, edns, true);
  }

  /// The octets to send.
  public byte[] message(int id) {
    var message = new Message(id);
    message.addRecord(Record.newRecord(name, type, rrclass), Section.QUESTION);
    edns.ifPresent(e -> message.addRecord(opt(e), Section.ADDITIONAL));
    byte[] octets = message.toWire();
    int bits = opcode << OPCODE_SHIFT | flags;
    octets[2] = (byte) (bits >>> 8);
    octets[3] = (byte) bits;
    return octets;
  }

  private static OPTRecord opt(Edns edns) {
    List<EDNSOption> options = edns.options().stream().map(Question::generic).toList();
    return new OPTRecord(edns.size(), 0, edns.version(), edns.dnssecOk() ? DO : 0, options);
  }

  private static EDNSOption generic(Option option) {
    return new GenericEDNSOption(option.code(), option.data());
  }

  /// Mnemonic of the type.
  public String typeText() {
    return Type.string(type);
  }

  @Override
  public String toString() {
    return "%s %s %s%s%s%s"
        .formatted(
            name,
            DClass.string(rrclass),
            typeText(),
            opcode == 0 ? "" : " opcode " + opcode,
            edns.map(e -> " edns " + e.size() + (e.dnssecOk() ? " do" : "")).orElse(""),
            tcp ? " tcp" : "");
  }
}
