package dev.nodens.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

final class TruncationTest {
  private final MessageWriter writer = new MessageWriter(512);
  private final RecordCursor cursor = new RecordCursor();

  @Test
  void keepsRecordsInOrderUntilTheFirstThatDoesNotFitAtEveryLimit() throws IOException {
    List<Integer> ends = write();
    int full = writer.length();
    byte[] whole = Arrays.copyOf(writer.buffer(), full);
    for (int limit = ends.getFirst(); limit <= full + 1; limit++) {
      writer.copy(whole, full);
      boolean cut = Truncation.cut(writer, cursor, limit);
      int most = limit;
      int kept = (int) ends.stream().skip(1).filter(end -> end <= most).count();
      assertThat(cut).as("limit %d", limit).isEqualTo(limit < full);
      assertThat(writer.length()).as("limit %d", limit).isEqualTo(ends.get(kept));
      var message = new Message(Arrays.copyOf(writer.buffer(), writer.length()));
      assertThat(message.getHeader().getFlag(Flags.TC)).isEqualTo(cut);
      assertThat(message.getSection(Section.ANSWER)).hasSize(Math.min(kept, 9));
      assertThat(message.getSection(Section.AUTHORITY)).hasSize(Math.clamp(kept - 9L, 0, 1));
      assertThat(message.getSection(Section.ADDITIONAL)).hasSize(Math.max(0, kept - 10));
    }
  }

  @Test
  void setsTcWhenOnlyTheWriterOverflowed() throws IOException {
    byte[] data = new byte[40_000];
    writer.startQuestion(1, Header.QR, Name.parse("a").wire(), 65280, RrClass.IN);
    for (int i = 0; i < 2; i++) {
      writer.beginAtQuestion(65280, RrClass.IN, 1);
      writer.data(data, 0, data.length);
      writer.end(RecordCursor.ANSWER);
    }
    assertThat(Truncation.cut(writer, cursor, MessageWriter.MAX_LENGTH)).isTrue();
    var message = new Message(Arrays.copyOf(writer.buffer(), writer.length()));
    assertThat(message.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(message.getSection(Section.ANSWER)).hasSize(1);
  }

  /// Nine SRV answers, a SOA and three addresses; gives the end of the question and of each record.
  private List<Integer> write() {
    List<Integer> ends = new ArrayList<>();
    byte[] zone = Name.parse("cluster.local").wire();
    writer.startQuestion(1, Header.QR, Name.parse("db.svc.cluster.local").wire(), 33, 1);
    ends.add(writer.length());
    for (int i = 0; i < 9; i++) {
      byte[] target = Name.parse("db-" + i + ".db.svc.cluster.local").wire();
      Records.srv(writer, RecordCursor.ANSWER, 30, 0, 11, 5432, target);
      ends.add(writer.length());
    }
    Records.soa(writer, RecordCursor.AUTHORITY, zone, 30, zone, zone, 1, 2, 3, 4, 5);
    ends.add(writer.length());
    for (int i = 0; i < 3; i++) {
      byte[] owner = Name.parse("db-" + i + ".db.svc.cluster.local").wire();
      Records.address(writer, RecordCursor.ADDITIONAL, owner, 30, new byte[4], 0, 4);
      ends.add(writer.length());
    }
    return ends;
  }
}
