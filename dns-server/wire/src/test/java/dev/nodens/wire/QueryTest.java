package dev.nodens.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.wire.Query.Status;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// The probes that were sent to CoreDNS 1.15.0, and random queries that dnsjava wrote.
final class QueryTest {
  private static final String NAME = "03777777 076578616d706c65 036f7267 00";
  private static final String QUESTION = NAME + "0001 0001";
  private static final String A = "c00c 0001 0001 0000003c 0004 0a000001";
  private static final String OPT = "00 0029 04d0 00008000 0000";
  private static final String OPT_4000 = "00 0029 0fa0 00000000 0000";
  private static final String TSIG = "00 00fa 00ff 00000000 0000";

  private final Query query = new Query();

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "nothing,                          '',                                     SILENCE",
    "11 octets,                        0001 0100 0001 0000 0000 00,            SILENCE",
    "a response,                       0001 8100 0001 0000 0000 0000 Q,        SILENCE",
    "opcode 1,                         0001 0800 0001 0000 0000 0000 Q,        NOTIMP",
    "opcode 2,                         0001 1000 0001 0000 0000 0000 Q,        NOTIMP",
    "opcode 3,                         0001 1800 0001 0000 0000 0000 Q,        NOTIMP",
    "opcode 5,                         0001 2800 0001 0000 0000 0000 Q,        NOTIMP",
    "opcode 15,                        0001 7800 0001 0000 0000 0000 Q,        NOTIMP",
    "opcode 4 (NOTIFY),                0001 2000 0001 0000 0000 0000 Q,        OK",
    "QDCOUNT 0,                        0001 0100 0000 0000 0000 0000,          FORMERR_HEADER",
    "QDCOUNT 2,                        0001 0100 0002 0000 0000 0000 QQ,       FORMERR_HEADER",
    "ANCOUNT 2,                        0001 0100 0001 0002 0000 0000 QAA,      FORMERR_HEADER",
    "NSCOUNT 2,                        0001 0100 0001 0000 0002 0000 QAA,      FORMERR_HEADER",
    "ARCOUNT 3,                        0001 0100 0001 0000 0000 0003 QAAA,     FORMERR_HEADER",
    "ANCOUNT 1,                        0001 0100 0001 0001 0000 0000 QA,       OK",
    "NSCOUNT 1,                        0001 0100 0001 0000 0001 0000 QA,       OK",
    "ARCOUNT 2,                        0001 0100 0001 0000 0000 0002 QAA,      OK",
    "question announced but not there, 0001 0100 0001 0000 0000 0000,          SERVFAIL_HEADER",
    "question cut inside the name,     0001 0100 0001 0000 0000 0000 037777,   FORMERR_HEADER",
    "question cut inside the type,     0001 0100 0001 0000 0000 0000 00 0001,  FORMERR_HEADER",
    "4 octets of garbage at the end,   0001 0100 0001 0000 0000 0000 Qdeadbeef, OK",
    "ARCOUNT 1 without the record,     0001 0100 0001 0000 0000 0001 Q,        OK",
    "pointer to itself,                0001 0100 0001 0000 0000 0000 c00c00010001, FORMERR_HEADER",
    "pointer to offset 0,              0001 0100 0001 0000 0000 0000 c00000010001, FORMERR_HEADER",
    "pointer beyond the end,           0001 0100 0001 0000 0000 0000 c0ff00010001, FORMERR_HEADER",
    "loop over a label,                0001 0100 0001 0000 0000 0000 0161c00c00010001, FORMERR_HEADER",
    "label type 0x40,                  0001 0100 0001 0000 0000 0000 416100010001, FORMERR_HEADER",
    "label type 0x80,                  0001 0100 0001 0000 0000 0000 816100010001, FORMERR_HEADER",
    "OPT version 1,                    0001 0100 0001 0000 0000 0001 Q0000290200000100000000, BADVERS",
    "OPT version 1 and a missing one,  0001 0100 0001 0000 0000 0002 Q0000290200000100000000, BADVERS",
    "OPT with a name and an rcode,     0001 0100 0001 0000 0000 0001 Qc00c0029020005000000 0000, OK",
    "OPT cut short,                    0001 0100 0001 0000 0000 0001 Q000029020000,           FORMERR",
    "OPT option beyond RDLEN,          0001 0100 0001 0000 0000 0001 Q00002902000000000000050003000200, FORMERR",
    "all flags set,                    0001 07ff 0001 0000 0000 0000 Q,        OK",
  })
  void judgesEveryProbeAsCoreDnsDoes(String probe, String hex, Status expected) {
    byte[] message = bytes(hex);
    assertThat(query.parse(message, message.length)).as(probe).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"255, OK", "256, FORMERR_HEADER", "300, FORMERR_HEADER"})
  void acceptsNamesOfUpTo255Octets(int length, Status expected) {
    byte[] message = new byte[Header.LENGTH + length + 4];
    message[Header.QDCOUNT + 1] = 1;
    int at = Header.LENGTH;
    for (int left = length - 1; left > 0; ) {
      int label = Math.min(63, left - 1);
      // A label of length 0 would end the name.
      label = left - label - 1 == 1 ? label - 1 : label;
      message[at] = (byte) label;
      at += label + 1;
      left -= label + 1;
    }
    assertThat(query.parse(message, message.length)).isEqualTo(expected);
  }

  @Test
  void accepts127Labels() {
    byte[] message = new byte[Header.LENGTH + 255 + 4];
    message[Header.QDCOUNT + 1] = 1;
    for (int i = 0; i < 127; i++) {
      message[Header.LENGTH + 2 * i] = 1;
    }
    assertThat(query.parse(message, message.length)).isEqualTo(Status.OK);
    assertThat(query.labelCount()).isEqualTo(127);
    assertThat(query.label(126)).isEqualTo(252);
    assertThat(query.label(127)).isEqualTo(254);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 511, 512, 4096, 65535})
  void keepsTheUdpSizeAsSentAndLimitsByAtLeast512(int size) {
    byte[] message =
        bytes("0001 0100 0001 0000 0000 0001 Q 000029%04x000000000000".formatted(size));
    assertThat(query.parse(message, message.length)).isEqualTo(Status.OK);
    assertThat(query.udpSize()).isEqualTo(size);
    assertThat(query.udpLimit()).isEqualTo(Math.max(512, size));
  }

  @Test
  void takesTheLastOfTwoOptRecords() {
    parse("0001 0100 0001 0000 0000 0002 Q" + OPT + OPT_4000);
    assertThat(query.udpSize()).isEqualTo(4000);
    assertThat(query.dnssecOk()).isFalse();
  }

  @Test
  void ignoresAnOptOutsideTheAdditionalSection() {
    parse("0001 0100 0001 0001 0000 0000 Q" + OPT);
    assertThat(query.hasEdns()).isFalse();
    assertThat(query.udpSize()).isZero();
    assertThat(query.dnssecOk()).isFalse();
  }

  @Test
  void findsTsigOnlyAsTheLastRecord() {
    parse("0001 0100 0001 0000 0000 0001 Q" + TSIG);
    assertThat(query.tsigAt()).isEqualTo(query.questionEnd());
    parse("0001 0100 0001 0000 0000 0002 Q" + TSIG + OPT);
    assertThat(query.tsigAt()).isZero();
  }

  @Test
  void forgetsTheMessageBefore() {
    parse("0001 0100 0001 0000 0000 0001 Q" + OPT);
    assertThat(query.hasEdns()).isTrue();
    byte[] header = bytes("0001 0800 0001 0000 0000 0000 Q");
    assertThat(query.parse(header, header.length)).isEqualTo(Status.NOTIMP);
    assertThat(query.hasEdns()).isFalse();
    assertThat(query.qnameLength()).isZero();
    assertThat(query.questionEnd()).isEqualTo(Header.LENGTH);
  }

  @Test
  void readsWhatDnsjavaWrites() throws IOException {
    long seed = 53;
    var random = new Random(seed);
    var names = new RandomNames(random);
    for (int i = 0; i < 3_000; i++) {
      byte[] wire = names.next();
      var name = new org.xbill.DNS.Name(wire);
      int type = 1 + random.nextInt(255);
      var asked = new Message(random.nextInt(65536));
      asked.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
      boolean edns = random.nextBoolean();
      byte[] option = new byte[random.nextInt(20)];
      if (edns) {
        asked.addRecord(
            new OPTRecord(1232, 0, 0, 0x8000, List.of(new GenericEDNSOption(65001, option))),
            Section.ADDITIONAL);
      }
      byte[] bytes = asked.toWire();

      assertThat(query.parse(bytes, bytes.length))
          .as("seed %d, %s", seed, name)
          .isEqualTo(Status.OK);
      assertThat(query.id()).isEqualTo(asked.getHeader().getID());
      assertThat(query.qtype()).isEqualTo(type);
      assertThat(Name.of(query.qname(), 0)).isEqualTo(Name.of(wire, 0));
      assertThat(query.qnameLength()).isEqualTo(wire.length);
      assertThat(query.labelCount()).isEqualTo(name.labels() - 1);
      assertThat(query.qnameText()).isEqualTo(Name.of(Name.of(wire, 0).lower(), 0).toString());
      assertThat(query.hasEdns()).isEqualTo(edns);
      assertThat(query.dnssecOk()).isEqualTo(edns);
      assertThat(query.optionsLength()).isEqualTo(edns ? option.length + 4 : 0);
    }
  }

  private void parse(String hex) {
    byte[] message = bytes(hex);
    assertThat(query.parse(message, message.length)).isEqualTo(Status.OK);
  }

  private static byte[] bytes(String hex) {
    // 'Q' and 'A' stand for records; 'A' is no conflict because digits are in lower case.
    String all = hex.replace("A", A).replace("Q", QUESTION).replace(" ", "");
    return HexFormat.of().parseHex(all);
  }
}
