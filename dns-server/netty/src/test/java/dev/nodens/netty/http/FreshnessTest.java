package dev.nodens.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class FreshnessTest {
  private static final Name NAME = Name.fromConstantString("a.example.org.");

  /// Records are written `SECTION TYPE TTL DATA`, divided by commas.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          QUERY  | A    | NOERROR  | 1 A 300 192.0.2.1, 1 A 30 192.0.2.2           | 30
          QUERY  | A    | NOERROR  | 1 A 86400 192.0.2.1                           | 3600
          QUERY  | A    | NOERROR  | 1 A 300 192.0.2.1, 3 A 9 192.0.2.2            | 9
          QUERY  | A    | NOERROR  | 2 SOA 60 a.example.org. a. 1 2 3 4 5          | 60
          QUERY  | A    | NXDOMAIN | 2 SOA 60 a.example.org. a. 1 2 3 4 5          | 60
          QUERY  | A    | NXDOMAIN | 1 CNAME 60 b.example.org.                     | 5
          QUERY  | A    | NOERROR  | 2 NS 60 ns.example.org., 3 A 60 192.0.2.1     | 5
          QUERY  | A    | SERVFAIL | 1 A 300 192.0.2.1                             | 5
          QUERY  | A    | NOERROR  |                                               | 5
          QUERY  | AXFR | NOERROR  | 1 SOA 60 a.example.org. a. 1 2 3 4 5          | 5
          NOTIFY | SOA  | NOERROR  | 1 SOA 60 a.example.org. a. 1 2 3 4 5          | 5
          """)
  void isTheLeastTtlOfWhatCachesMayKeep(
      String opcode, String type, String rcode, String records, long seconds) throws IOException {
    Message reply = Message.newQuery(Record.newRecord(NAME, Type.value(type), DClass.IN));
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setOpcode(Opcode.value(opcode));
    reply.getHeader().setRcode(Rcode.value(rcode));
    for (String text : records == null ? new String[0] : records.split(", ")) {
      String[] word = text.split(" ", 4);
      reply.addRecord(
          Record.fromString(
              NAME, Type.value(word[1]), DClass.IN, Long.parseLong(word[2]), word[3], Name.root),
          Integer.parseInt(word[0]));
    }

    assertThat(Freshness.seconds(reply.toWire(), false)).isEqualTo(seconds);
  }

  @ParameterizedTest
  @CsvSource({"19900101000000, true, 5", "19900101000000, false, 40", "20600101000000, true, 40"})
  void isShortForASignatureThatExpired(String expires, boolean dnssecOk, long seconds)
      throws IOException {
    Message reply = Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN));
    reply.addRecord(
        Record.fromString(
            NAME,
            Type.RRSIG,
            DClass.IN,
            40,
            "A 13 3 40 " + expires + " 19890101000000 1 example.org. AAAA",
            Name.root),
        Section.ANSWER);

    assertThat(Freshness.seconds(reply.toWire(), dnssecOk)).isEqualTo(seconds);
  }
}
