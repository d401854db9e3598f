package dev.nodens.verify.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// One reply, decoded by dnsjava; or silence; or octets that are no message.
///
/// @param kind whether there is anything to look at
/// @param rcode name, the upper bits of the OPT record included
/// @param opcode name
/// @param flags the header's flag bits, without QR, opcode and rcode
/// @param question letter case kept; empty if the reply has none
/// @param sections answer, authority and additional records without OPT and TSIG, in order
/// @param opt the OPT record
public record Reply(
    Kind kind,
    String rcode,
    String opcode,
    int flags,
    String question,
    List<List<Rr>> sections,
    Optional<Opt> opt) {

  /// What came back.
  public enum Kind {
    MESSAGE,
    SILENCE,
    NO_MESSAGE
  }

  /// An OPT record.
  ///
  /// @param options option codes and data, in order
  record Opt(int size, int version, boolean dnssecOk, List<String> options) {}

  static final int ANSWER = 0;
  static final int AUTHORITY = 1;
  static final int ADDITIONAL = 2;
  static final int TC = 0x0200;
  private static final int FLAG_BITS = 0x07f0;
  private static final int DO = 0x8000;

  /// No reply within the time.
  public static final Reply SILENCE = empty(Kind.SILENCE);

  private static Reply empty(Kind kind) {
    return new Reply(
        kind, "", "", 0, "", List.of(List.of(), List.of(), List.of()), Optional.empty());
  }

  /// Reads a message that came back to `clientPort`.
  public static Reply read(byte[] octets, int clientPort) {
    Message message;
    try {
      message = new Message(octets);
    } catch (IOException e) {
      return empty(Kind.NO_MESSAGE);
    }
    int flags = (octets[2] & 0xff) << 8 | octets[3] & 0xff;
    Record question = message.getQuestion();
    return new Reply(
        Kind.MESSAGE,
        Rcode.string(message.getRcode()),
        Opcode.string(message.getHeader().getOpcode()),
        flags & FLAG_BITS,
        question == null ? "" : text(question),
        List.of(
            records(message, Section.ANSWER, clientPort),
            records(message, Section.AUTHORITY, clientPort),
            records(message, Section.ADDITIONAL, clientPort)),
        Optional.ofNullable(message.getOPT()).map(Reply::opt));
  }

  private static String text(Record question) {
    return question.getName()
        + " "
        + DClass.string(question.getDClass())
        + " "
        + Type.string(question.getType());
  }

  private static List<Rr> records(Message message, int section, int clientPort) {
    var records = new ArrayList<Rr>();
    for (Record record : message.getSection(section)) {
      if (record.getType() != Type.OPT && record.getType() != Type.TSIG) {
        records.add(Rr.of(record, clientPort));
      }
    }
    return records;
  }

  private static Opt opt(OPTRecord opt) {
    List<String> options =
        opt.getOptions().stream().map(EDNSOption::toString).collect(Collectors.toList());
    return new Opt(opt.getPayloadSize(), opt.getVersion(), (opt.getFlags() & DO) != 0, options);
  }

  boolean truncated() {
    return (flags & TC) != 0;
  }

  /// One line for a person.
  public String summary() {
    if (kind != Kind.MESSAGE) {
      return kind == Kind.SILENCE ? "(silence)" : "(not a DNS message)";
    }
    var text = new StringBuilder(rcode).append(flagNames());
    String[] names = {"answer", "authority", "additional"};
    for (int i = 0; i < names.length; i++) {
      if (!sections.get(i).isEmpty()) {
        text.append("; ").append(names[i]).append(": ").append(some(sections.get(i)));
      }
    }
    opt.ifPresent(o -> text.append("; ").append(o));
    return text.toString();
  }

  private String flagNames() {
    String[] names = {"aa", "tc", "rd", "ra", "z", "ad", "cd"};
    var text = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      if ((flags & 0x0400 >> i) != 0) {
        text.append(' ').append(names[i]);
      }
    }
    return text.toString();
  }

  private static String some(List<Rr> records) {
    int most = 4;
    String text = records.stream().limit(most).map(Rr::toString).collect(Collectors.joining(", "));
    return records.size() > most ? text + ", ... (" + records.size() + ")" : text;
  }
}
