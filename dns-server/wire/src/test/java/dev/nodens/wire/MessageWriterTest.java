package dev.nodens.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Whatever the writer writes, dnsjava reads as what was meant.
final class MessageWriterTest {
  private static final byte[] NOTHING = new byte[0];

  private final MessageWriter writer = new MessageWriter(0);

  @Test
  void compressedMessagesAreReadByDnsjavaAsTheyWereMeant() throws IOException {
    long seed = 1035;
    var random = new Random(seed);
    var messages = new RandomMessages(random);
    for (int i = 0; i < 2_000; i++) {
      Message meant = messages.next();
      byte[] question = meant.getQuestion().getName().toWire();
      writer.startQuestion(meant.getHeader().getID(), Header.QR, question, RrType.A, RrClass.IN);
      for (int section = 0; section < 3; section++) {
        for (Record record : meant.getSection(section + 1)) {
          write(record, section);
        }
      }
      var read = new Message(written());
      assertThat(written().length).isLessThanOrEqualTo(plainLength(meant));
      for (int section = Section.QUESTION; section <= Section.ADDITIONAL; section++) {
        assertThat(texts(read, section))
            .as("seed %d, round %d", seed, i)
            .isEqualTo(texts(meant, section));
      }
    }
  }

  @Test
  void letterCaseSurvivesCompression() throws IOException {
    writer.startQuestion(1, Header.QR, Name.parse("www.Example.ORG").wire(), 1, 1);
    Records.target(writer, 0, RrType.CNAME, 5, Name.parse("mail.example.org").wire());
    Records.target(writer, 0, RrType.CNAME, 5, Name.parse("mail.Example.ORG").wire());
    List<Record> answers = new Message(written()).getSection(Section.ANSWER);
    assertThat(answers.get(0).rdataToString()).isEqualTo("mail.example.org.");
    assertThat(answers.get(1).rdataToString()).isEqualTo("mail.Example.ORG.");
  }

  @Test
  void srvTargetsAreNotCompressedButPointedTo() throws IOException {
    byte[] target = Name.parse("web-0.svc.cluster.local").wire();
    writer.startQuestion(1, Header.QR, Name.parse("svc.cluster.local").wire(), RrType.SRV, 1);
    Records.srv(writer, RecordCursor.ANSWER, 30, 0, 100, 80, target);
    int before = writer.length();
    Records.address(writer, RecordCursor.ADDITIONAL, target, 30, new byte[] {10, 0, 0, 1}, 0, 4);
    assertThat(writer.length() - before).as("pointer, fixed part, address").isEqualTo(2 + 10 + 4);
    var message = new Message(written());
    assertThat(message.getSection(Section.ANSWER).getFirst().rdataToString())
        .isEqualTo("0 100 80 web-0.svc.cluster.local.");
    assertThat(message.getSection(Section.ADDITIONAL).getFirst().getName())
        .hasToString("web-0.svc.cluster.local.");
  }

  @Test
  void replyKeepsWhatCoreDnsKeeps() throws IOException {
    var query = new Query();
    byte[] asked = {
      0x12, 0x34, (byte) 0x07, (byte) 0xff, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'A', 0, 0, 1, 0, 1
    };
    assertThat(query.parse(asked, asked.length)).isEqualTo(Query.Status.OK);
    writer.startReply(query);
    assertThat(writer.flags()).isEqualTo(Header.QR | Header.RD | Header.CD);
    assertThat(new Message(written()).getQuestion().getName()).hasToString("A.");
    asked[2] = 0x27;
    assertThat(query.parse(asked, asked.length)).isEqualTo(Query.Status.OK);
    writer.startReply(query);
    assertThat(writer.flags()).as("of a NOTIFY").isEqualTo(Header.QR | Opcode.NOTIFY << 11);
  }

  @Test
  void optCarriesSizeVersionFlagsAndOptions() throws IOException {
    writer.startEmpty(1, Header.QR);
    writer.opt(1232, 1, true, new byte[] {9, 0, 3, 0, 1, 7}, 1, 5);
    OPTRecord opt = new Message(written()).getOPT();
    assertThat(opt.getPayloadSize()).isEqualTo(1232);
    assertThat(opt.getExtendedRcode()).isEqualTo(1);
    assertThat(opt.getFlags()).isEqualTo(0x8000);
    assertThat(opt.getOptions(3)).hasSize(1);
  }

  @Test
  void recordsAreTakenUntilTheFirstThatDoesNotFit() throws IOException {
    byte[] owner = Name.parse("a.example").wire();
    byte[] data = new byte[60_000];
    writer.startQuestion(1, Header.QR, owner, RrType.TXT, RrClass.IN);
    for (int i = 0; i < 2; i++) {
      writer.beginAtQuestion(65280, RrClass.IN, 1);
      writer.data(data, 0, data.length);
      writer.end(RecordCursor.ANSWER);
    }
    assertThat(writer.overflow()).isTrue();
    Records.address(writer, RecordCursor.ANSWER, 1, new byte[4], 0, 4);
    writer.records(data, 0, 12, RecordCursor.ANSWER, 1);
    assertThat(writer.count(RecordCursor.ANSWER)).isEqualTo(1);
    assertThat(new Message(written()).getSection(Section.ANSWER)).hasSize(1);
  }

  @Test
  void recordsMoveToAnotherMessageWithTheSameQuestion() throws IOException {
    byte[] name = Name.parse("www.example.org").wire();
    writer.startQuestion(1, Header.QR, name, RrType.A, RrClass.IN);
    int start = writer.length();
    Records.target(
        writer, RecordCursor.ANSWER, RrType.CNAME, 5, Name.parse("w.example.org").wire());
    Records.address(
        writer, RecordCursor.ANSWER, Name.parse("w.example.org").wire(), 5, new byte[4], 0, 4);
    byte[] records = Arrays.copyOfRange(writer.buffer(), start, writer.length());
    var before = new Message(written());
    writer.startQuestion(2, Header.QR, Name.parse("WWW.example.org").wire(), RrType.A, RrClass.IN);
    assertThat(writer.body(records, 0, records.length, 2, 0, 0)).isEqualTo(start);
    var message = new Message(written());
    assertThat(message.getSection(Section.ANSWER)).isEqualTo(before.getSection(Section.ANSWER));
    assertThat(message.getQuestion().getName()).hasToString("WWW.example.org.");
  }

  @Test
  void manyNamesFillTheTableWithoutHarm() throws IOException {
    var random = new Random(3);
    var names = new RandomNames(random);
    writer.startQuestion(1, Header.QR, names.next(), RrType.PTR, RrClass.IN);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      byte[] name = names.next();
      Records.target(writer, RecordCursor.ANSWER, RrType.PTR, 1, name);
      expected.add(new org.xbill.DNS.Name(name).toString());
    }
    assertThat(writer.overflow()).isFalse();
    assertThat(new Message(written()).getSection(Section.ANSWER))
        .extracting(Record::rdataToString)
        .isEqualTo(expected);
  }

  @Test
  void namesOfAnEarlierMessageAreForgotten() throws IOException {
    byte[] long1 = Name.parse("one.example.org").wire();
    writer.startEmpty(1, Header.QR);
    Records.target(writer, 0, long1, RrType.PTR, 1, long1);
    writer.startEmpty(2, Header.QR);
    Records.target(writer, 0, Name.parse("x").wire(), RrType.PTR, 1, long1);
    assertThat(new Message(written()).getSection(Section.ANSWER).getFirst().rdataToString())
        .isEqualTo("one.example.org.");
  }

  @Test
  void whatIsWrittenAfterACutPointsOnlyToWhatIsLeft() throws IOException {
    byte[] name = Name.parse("one.example.org").wire();
    writer.startEmpty(1, Header.QR);
    int start = writer.length();
    Records.target(writer, 0, name, RrType.PTR, 1, name);
    writer.length(start);
    Octets.putU16(writer.buffer(), Header.ANCOUNT, 0);
    Records.target(writer, 0, Name.parse("x").wire(), RrType.PTR, 1, name);
    assertThat(new Message(written()).getSection(Section.ANSWER).getFirst().rdataToString())
        .isEqualTo("one.example.org.");
  }

  private void write(Record record, int section) {
    byte[] owner = record.getName().toWire();
    writer.begin(owner, 0, record.getType(), record.getDClass(), (int) record.getTTL());
    byte[] data = record.rdataToWireCanonical();
    switch (record.getType()) {
      case Type.CNAME -> writer.name(nameIn(record), 0);
      case Type.SOA -> {
        var soa = (org.xbill.DNS.SOARecord) record;
        writer.name(soa.getHost().toWire(), 0);
        writer.name(soa.getAdmin().toWire(), 0);
        writer.data(data, data.length - 20, 20);
      }
      case Type.SRV -> {
        writer.data(data, 0, 6);
        writer.plainName(((org.xbill.DNS.SRVRecord) record).getTarget().toWire(), 0);
      }
      case Type.MX -> {
        writer.u16(10);
        writer.name(((org.xbill.DNS.MXRecord) record).getTarget().toWire(), 0);
      }
      default -> writer.data(data, 0, data.length);
    }
    writer.end(section);
  }

  private static byte[] nameIn(Record record) {
    return ((org.xbill.DNS.CNAMERecord) record).getTarget().toWire();
  }

  private static int plainLength(Message message) {
    int length = Header.LENGTH + message.getQuestion().getName().length() + 4;
    for (int section = Section.ANSWER; section <= Section.ADDITIONAL; section++) {
      for (Record record : message.getSection(section)) {
        length += record.getName().length() + 10 + record.rdataToWireCanonical().length;
      }
    }
    return length;
  }

  private static List<String> texts(Message message, int section) {
    return message.getSection(section).stream().map(Record::toString).toList();
  }

  private byte[] written() {
    return Arrays.copyOf(writer.buffer(), writer.length());
  }
}
