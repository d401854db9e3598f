package dev.nodens.core.testing;

import java.util.stream.Collectors;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Replies in a line for tables of tests. A record is written `TYPE data`, with its owner ahead if
/// that is not the queried name; of SOA records only owner and type. Names end in the zone unless
/// they end in a dot.
///
/// @param zone such as `.example.org.`
public record ReplyText(String zone) {
  /// The records of all sections without OPT: answer behind `=`, authority behind `/`, additional
  /// behind `+`.
  public String records(Message reply) {
    return section(reply, Section.ANSWER, " = ")
        + section(reply, Section.AUTHORITY, " / ")
        + section(reply, Section.ADDITIONAL, " + ");
  }

  private String section(Message reply, int section, String sign) {
    String records =
        reply.getSection(section).stream()
            .filter(record -> record.getType() != Type.OPT)
            .map(record -> text(reply, record))
            .collect(Collectors.joining(", "));
    return records.isEmpty() ? "" : sign + records;
  }

  private String text(Message reply, Record record) {
    boolean asked = record.getName().equals(reply.getQuestion().getName());
    String owner = asked ? "" : record.getName().toString().replace(zone, "") + " ";
    String data = record.getType() == Type.SOA ? "" : " " + record.rdataToString();
    return owner + Type.string(record.getType()) + data.replace(zone, "");
  }
}
