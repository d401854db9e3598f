package dev.nodens.e2e.differential;

import dev.nodens.verify.compare.Comparison;
import dev.nodens.verify.compare.Reply;
import dev.nodens.verify.compare.Rules;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import org.xbill.DNS.Message;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/// What both servers replied to a message that may be signed; empty for silence.
record SignedReplies(Message request, byte[] theirs, byte[] ours) {

  /// Asks both, one after the other.
  ///
  /// @param octets the request as it goes out, which may not be as it should be
  static SignedReplies ask(Servers servers, Message request, byte[] octets, boolean tcp)
      throws IOException {
    return new SignedReplies(
        request, send(servers.theirs(), octets, tcp), send(servers.ours(), octets, tcp));
  }

  private static byte[] send(DnsProcess server, byte[] octets, boolean tcp) throws IOException {
    if (!tcp) {
      return Raw.udp(server, octets);
    }
    List<byte[]> replies = Raw.tcp(server, octets, reply -> true);
    return replies.isEmpty() ? new byte[0] : replies.getFirst();
  }

  /// What differs, signatures included.
  SortedSet<String> aspects() throws IOException {
    SortedSet<String> aspects = Comparison.of(read(theirs), read(ours), new Rules(0, false));
    String their = signature(theirs);
    String our = signature(ours);
    if (!their.equals(our)) {
      aspects.add("tsig:" + their + ">" + our);
    }
    return aspects;
  }

  /// The rcode of the server under test.
  String rcode() {
    return read(ours).rcode();
  }

  /// What the TSIG record of the server under test says, and whether it is right.
  String signature() throws IOException {
    return signature(ours);
  }

  private String signature(byte[] reply) throws IOException {
    if (reply.length == 0) {
      return "silence";
    }
    var message = new Message(reply);
    TSIGRecord record = message.getTSIG();
    TSIGRecord asked = request.getTSIG();
    if (record == null || asked == null) {
      return record == null ? "none" : "unasked";
    }
    if (record.getSignature().length == 0) {
      return "empty-" + record.getError();
    }
    var key = new TSIG(record.getAlgorithm(), record.getName(), UpdateMaker.SECRET);
    return key.verify(message, reply, asked) + "-" + record.getError();
  }

  /// Both, for a person.
  ///
  /// @param what was asked
  String text(Object what) throws IOException {
    return "%s\n  CoreDNS: %s %s\n  here:    %s %s"
        .formatted(
            what, read(theirs).summary(), signature(theirs), read(ours).summary(), signature(ours));
  }

  private static Reply read(byte[] octets) {
    return octets.length == 0 ? Reply.SILENCE : Reply.read(octets, 0);
  }
}
