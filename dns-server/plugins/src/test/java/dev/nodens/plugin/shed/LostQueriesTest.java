package dev.nodens.plugin.shed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostQueriesTest {
  private static final String TITLE =
      "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode ref pointer drops\n";

  @TempDir Path tables = Path.of("");
  private final Family<Counter> dropped =
      new MetricRegistry(1).counters("dropped", "", "server", "reason");

  @BeforeEach
  void noSockets() throws IOException {
    Files.writeString(tables.resolve("udp"), TITLE);
  }

  private static String socket(String local, int number, long drops) {
    return "  12: %s 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 %d 2 0 %d\n"
        .formatted(local, number, drops);
  }

  private long lost(String server) {
    return dropped.with(server, "query").value();
  }

  @Test
  void addsUpWhatTheSocketsOfAServerDropped() throws IOException {
    var queries = new LostQueries(dropped, tables);
    queries.watch("dns://:53");
    queries.watch("dns://127.0.0.1:5353");
    Files.writeString(
        tables.resolve("udp"),
        TITLE
            + socket("00000000:0035", 7, 3)
            + socket("00000000:0035", 8, 4)
            + socket("0100007F:14E9", 9, 5)
            + socket("0100007F:0035", 10, 100));
    Files.writeString(
        tables.resolve("udp6"), TITLE + socket("00000000000000000000000000000000:0035", 11, 10));
    queries.run();
    assertThat(lost("dns://:53")).isEqualTo(17);
    assertThat(lost("dns://127.0.0.1:5353")).isEqualTo(5);

    Files.writeString(
        tables.resolve("udp"),
        TITLE + socket("00000000:0035", 8, 6) + socket("00000000:0035", 12, 1));
    queries.run();
    assertThat(lost("dns://:53")).isEqualTo(20);
  }

  @Test
  void knowsAddressesOfBothFamilies() throws IOException {
    var queries = new LostQueries(dropped, tables);
    queries.watch("dns://[2001:db8::1]:53");
    Files.writeString(
        tables.resolve("udp6"), TITLE + socket("B80D0120000000000000000001000000:0035", 7, 2));
    queries.run();
    assertThat(lost("dns://[2001:db8::1]:53")).isEqualTo(2);
  }

  @Test
  void countsNothingWhereThereIsNoTable() {
    var queries = new LostQueries(dropped, tables.resolve("nowhere"));
    queries.watch("dns://:53");
    queries.run();
    assertThat(lost("dns://:53")).isZero();
  }
}
