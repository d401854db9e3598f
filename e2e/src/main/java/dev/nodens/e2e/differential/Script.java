package dev.nodens.e2e.differential;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// What the upstreams of the servers under test reply: good and bad, chosen by the second label of
/// the name (`n3.a20.up.test`), or by the first one of a shorter name. The same for the same
/// question, whoever asks. Pure.
///
/// The second upstream differs from the first one in some zones: it has addresses where the other
/// one fails, and in `first.test` all of its addresses are others.
final class Script {
  private static final int TTL = 300;
  private static final int EDE = 15;
  private static final int NSID = 3;
  private static final int UDP_SIZE = 1400;
  private static final Set<String> BETTER = Set.of("first", "over", "mixed", "next");
  private static final Set<String> FAILURES = Set.of("servfail", "refused");

  private final Message query;
  private final Record question;
  private final Message reply;
  private final Name name;
  private final boolean second;

  private Script(Message query, Upstream.Voice voice) {
    this.second = voice == Upstream.Voice.SECOND;
    this.query = query;
    this.question = query.getQuestion();
    this.name = question.getName();
    this.reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setFlag(Flags.RA);
    if (query.getHeader().getFlag(Flags.RD)) {
      reply.getHeader().setFlag(Flags.RD);
    }
    reply.addRecord(question, Section.QUESTION);
  }

  /// The octets of the reply to `query`, no longer than `limit`.
  static byte[] reply(Message query, int limit, Upstream.Voice voice) {
    var script = new Script(query, voice);
    script.play(script.behaviour());
    return script.reply.toWire(limit);
  }

  private String behaviour() {
    String behaviour = label(3);
    if (behaviour.isEmpty()) {
      return "apex";
    }
    return second && BETTER.contains(label(2)) && FAILURES.contains(behaviour) ? "a1" : behaviour;
  }

  /// A label of the name in lower case, counted from the end; empty if it has fewer.
  private String label(int fromEnd) {
    int index = name.labels() - 1 - fromEnd;
    return index < 0 ? "" : name.getLabelString(index).toLowerCase(Locale.ROOT);
  }

  private void play(String behaviour) {
    switch (behaviour) {
      case "apex" -> apex();
      case "a1" -> addresses(1, TTL);
      case "a3" -> addresses(3, TTL);
      case "a20" -> addresses(20, TTL);
      case "a150" -> addresses(150, TTL);
      case "ttl0" -> addresses(2, 0);
      case "ttl3" -> addresses(2, 3);
      case "ttlmix" -> mixedTtls();
      case "cname" -> alias("a1", 1);
      case "chain" -> alias("a3", 4);
      case "dangling" -> answer(new CNAMERecord(name, DClass.IN, TTL, host("nowhere")));
      case "cnamenx" -> aliasOfNothing();
      case "nx" -> denial(Rcode.NXDOMAIN, true);
      case "nxnosoa" -> denial(Rcode.NXDOMAIN, false);
      case "nxanswer" -> answerAndNxdomain();
      case "nodata" -> denial(Rcode.NOERROR, true);
      case "nodatanosoa" -> denial(Rcode.NOERROR, false);
      case "servfail" -> rcode(Rcode.SERVFAIL);
      case "refused" -> rcode(Rcode.REFUSED);
      case "notimp" -> rcode(Rcode.NOTIMP);
      case "formerr" -> rcode(Rcode.FORMERR);
      case "aa" -> flagged(Flags.AA);
      case "ad" -> flagged(Flags.AD);
      case "ede" -> withOption(EDE, new byte[] {0, 22, 'n', 'o'});
      case "nsid" -> withOption(NSID, new byte[] {'u', 'p'});
      case "txt" -> texts();
      case "deleg" -> delegation();
      case "upper" -> upperCase();
      case "mx" -> exchangers();
      case "extra" -> everySection();
      default -> denial(Rcode.NXDOMAIN, true);
    }
  }

  private static Name host(String label) {
    return Name.fromConstantString(label + ".up.test.");
  }

  private void answer(Record record) {
    reply.addRecord(record, Section.ANSWER);
  }

  private void rcode(int rcode) {
    reply.getHeader().setRcode(rcode);
  }

  private void addresses(int count, int ttl) {
    addresses(name, count, ttl);
    if (reply.getSection(Section.ANSWER).isEmpty()) {
      soa(TTL);
    }
  }

  private void addresses(Name owner, int count, int ttl) {
    byte third = (byte) (second && label(2).equals("first") ? 3 : 2);
    for (int i = 1; i <= count; i++) {
      if (question.getType() == Type.A) {
        answer(new ARecord(owner, DClass.IN, ttl, new byte[] {(byte) 192, 0, third, (byte) i}));
      } else if (question.getType() == Type.AAAA) {
        byte[] address = new byte[16];
        address[0] = 0x20;
        address[1] = 1;
        address[2] = third;
        address[15] = (byte) i;
        answer(new AAAARecord(owner, DClass.IN, ttl, address));
      }
    }
  }

  private void mixedTtls() {
    answer(new CNAMERecord(name, DClass.IN, TTL, host("a1")));
    addresses(host("a1"), 2, 30);
    reply.addRecord(new NSRecord(host("up"), DClass.IN, 77, host("ns")), Section.AUTHORITY);
  }

  private void alias(String target, int steps) {
    Name owner = name;
    for (int i = 1; i < steps; i++) {
      Name next = host("step" + i);
      answer(new CNAMERecord(owner, DClass.IN, TTL - i, next));
      owner = next;
    }
    answer(new CNAMERecord(owner, DClass.IN, TTL, host(target)));
    addresses(host(target), 2, TTL);
  }

  private void aliasOfNothing() {
    answer(new CNAMERecord(name, DClass.IN, TTL, host("nx")));
    denial(Rcode.NXDOMAIN, true);
  }

  private void answerAndNxdomain() {
    addresses(name, 1, TTL);
    rcode(Rcode.NXDOMAIN);
    soa(TTL);
  }

  private void denial(int rcode, boolean soa) {
    rcode(rcode);
    if (soa) {
      soa(60);
    }
  }

  private void soa(int ttl) {
    var zone = Name.fromConstantString("up.test.");
    reply.addRecord(
        new SOARecord(zone, DClass.IN, ttl, host("ns"), host("root"), 7, 3600, 600, 86400, 20),
        Section.AUTHORITY);
  }

  private void apex() {
    if (question.getType() == Type.NS) {
      answer(new NSRecord(name, DClass.IN, TTL, host("ns")));
    } else {
      addresses(1, TTL);
    }
  }

  private void flagged(int flag) {
    reply.getHeader().setFlag(flag);
    addresses(1, TTL);
  }

  private void withOption(int code, byte[] data) {
    addresses(1, TTL);
    if (query.getOPT() != null) {
      List<EDNSOption> options = List.of(new GenericEDNSOption(code, data));
      reply.addRecord(new OPTRecord(UDP_SIZE, 0, 0, 0, options), Section.ADDITIONAL);
    }
  }

  private void texts() {
    for (int i = 0; i < 3 && question.getType() == Type.TXT; i++) {
      answer(new TXTRecord(name, DClass.IN, TTL, List.of("Some Text " + i, "x".repeat(200))));
    }
    if (question.getType() != Type.TXT) {
      soa(TTL);
    }
  }

  private void delegation() {
    for (String server : List.of("ns1", "ns2")) {
      reply.addRecord(new NSRecord(name, DClass.IN, TTL, host(server)), Section.AUTHORITY);
      reply.addRecord(
          new ARecord(host(server), DClass.IN, TTL, new byte[] {10, 9, 8, 7}), Section.ADDITIONAL);
    }
  }

  private void upperCase() {
    Name upper = Name.fromConstantString(name.toString().toUpperCase(Locale.ROOT));
    addresses(upper, 2, TTL);
    if (reply.getSection(Section.ANSWER).isEmpty()) {
      soa(TTL);
    }
  }

  private void exchangers() {
    if (question.getType() != Type.MX) {
      soa(TTL);
      return;
    }
    for (int i = 1; i < 4; i++) {
      answer(new MXRecord(name, DClass.IN, TTL, i * 10, host("mail" + i)));
      reply.addRecord(
          new ARecord(host("mail" + i), DClass.IN, 120, new byte[] {10, 9, 8, (byte) i}),
          Section.ADDITIONAL);
    }
  }

  private void everySection() {
    addresses(name, 2, TTL);
    reply.addRecord(
        new NSRecord(Name.fromConstantString("up.test."), DClass.IN, TTL, host("ns")),
        Section.AUTHORITY);
    reply.addRecord(
        new ARecord(host("ns"), DClass.IN, TTL, new byte[] {10, 9, 8, 7}), Section.ADDITIONAL);
  }

  /// The question of octets that came in, if they are a question.
  static Optional<Message> read(byte[] octets) {
    try {
      var message = new Message(octets);
      return Optional.ofNullable(message.getQuestion()).map(question -> message);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
