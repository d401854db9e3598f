package dev.nodens.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

final class RecordCursorTest {
  private final RecordCursor cursor = new RecordCursor();

  @Test
  void walksTheRecordsThatDnsjavaSees() throws IOException {
    long seed = 7;
    var messages = new RandomMessages(new Random(seed));
    for (int i = 0; i < 1_000; i++) {
      byte[] wire = messages.next().toWire();
      List<Record> expected = new ArrayList<>();
      var message = new Message(wire);
      for (int section = Section.ANSWER; section <= Section.ADDITIONAL; section++) {
        expected.addAll(message.getSection(section));
      }
      assertThat(cursor.reset(wire, wire.length)).isTrue();
      for (Record record : expected) {
        assertThat(cursor.next()).as("seed %d, round %d, %s", seed, i, record).isTrue();
        assertThat(cursor.type()).isEqualTo(record.getType());
        assertThat(cursor.rrclass()).isEqualTo(record.getDClass());
        assertThat(cursor.ttl()).isEqualTo(record.getTTL());
        byte[] owner = new byte[WireName.MAX_LENGTH];
        assertThat(WireName.expand(wire, cursor.ownerAt(), wire.length, owner, 0)).isPositive();
        assertThat(Name.of(owner, 0).wire()).isEqualTo(record.getName().toWire());
        assertThat(cursor.section() + 1).isEqualTo(sectionOf(message, cursor.index()));
      }
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.malformed()).isFalse();
      assertThat(cursor.end()).isEqualTo(wire.length);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "shorter than a header,     00010000000000000000000000, 1, false, 0",
    "no question,               0001 8000 0000 0000 0000 0000, 0, true, 0",
    "question cut,              0001 8000 0001 0000 0000 0000 0161, 0, false, 0",
    "65535 questions announced, 0001 8000 ffff 0000 0000 0000 0000010001, 0, false, 0",
    "record missing,            0001 8000 0000 0001 0000 0000, 0, true, 0",
    "record cut in its head,    0001 8000 0000 0001 0000 0000 00 0001 0001 000000, 0, true, 0",
    "RDATA cut,                 0001 8000 0000 0001 0000 0000 00 0001 0001 00000000 0004 0102, 0, true, 0",
    "second record cut,         0001 8000 0000 0002 0000 0000 00 0001 0001 00000000 0000 00, 0, true, 1",
    "owner of a bad label type, 0001 8000 0000 0001 0000 0000 80 0001 0001 00000000 0000, 0, true, 0",
  })
  void stopsAtTheFirstOctetsThatAreNoRecord(
      String what, String hex, int cut, boolean readable, int records) {
    byte[] message = HexFormat.of().parseHex(hex.replace(" ", ""));
    int length = cut == 0 ? message.length : Header.LENGTH - 1;
    assertThat(cursor.reset(message, length)).as(what).isEqualTo(readable);
    int seen = 0;
    while (cursor.next()) {
      seen++;
    }
    assertThat(seen).isEqualTo(records);
    assertThat(cursor.malformed()).isEqualTo(!what.equals("no question"));
  }

  private static int sectionOf(Message message, int index) {
    int left = index;
    int section = Section.ANSWER;
    while (left >= message.getSection(section).size()) {
      left -= message.getSection(section).size();
      section++;
    }
    return section;
  }
}
