package dev.nodens.plugin.shed;

import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.corefile.IpLiteral;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts queries that came faster than they were read: what the kernel says it dropped because the
/// receive buffer of a socket was full (`drops`, the last column of `/proc/net/udp`). Where there
/// is no such table it counts none. On a virtual thread.
final class LostQueries implements Runnable {
  static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(LostQueries.class);
  private static final String REASON = "query";
  private static final int COLUMNS = 13;
  private static final int SOCKET = 9;

  private final Family<Counter> dropped;
  private final Path tables;

  /// Counters by address and port as the tables write them.
  private final Map<String, Counter> watched = new ConcurrentHashMap<>();

  /// What each socket had dropped before, by its number.
  private final Map<String, Long> before = new HashMap<>();

  LostQueries(Family<Counter> dropped, Path tables) {
    this.dropped = dropped;
    this.tables = tables;
  }

  /// Counts for a server from now on.
  ///
  /// @param server label, such as `dns://:53` or `dns://[::1]:53`
  void watch(String server) {
    Counter counter = dropped.with(server, REASON);
    int colon = server.lastIndexOf(':');
    String host = server.substring("dns://".length(), colon).replace("[", "").replace("]", "");
    String port = "%04X".formatted(Integer.parseInt(server.substring(colon + 1)));
    if (host.isEmpty()) {
      watched.put("0".repeat(8) + ":" + port, counter);
      watched.put("0".repeat(32) + ":" + port, counter);
      return;
    }
    byte[] address = IpLiteral.parse(host);
    if (address != null) {
      watched.put(inWords(address) + ":" + port, counter);
    }
  }

  /// The tables show 32 bits at a time as a number of this machine, which has the lowest octet
  /// first.
  private static String inWords(byte[] address) {
    var text = new StringBuilder();
    for (int word = 0; word < address.length; word += 4) {
      for (int i = word + 3; i >= word; i--) {
        text.append("%02X".formatted(address[i]));
      }
    }
    return text.toString();
  }

  @Override
  public void run() {
    for (String table : List.of("udp", "udp6")) {
      try {
        Files.readAllLines(tables.resolve(table)).forEach(this::count);
      } catch (IOException e) {
        LOG.debug("plugin/shed: {} cannot be read: {}", table, e.toString());
      }
    }
  }

  private void count(String line) {
    String[] columns = line.strip().split(" +");
    Counter counter = columns.length == COLUMNS ? watched.get(columns[1]) : null;
    if (counter != null) {
      long now = Long.parseLong(columns[COLUMNS - 1]);
      Long last = before.put(columns[SOCKET], now);
      counter.addShared(Math.max(0, now - (last == null ? 0 : last)));
    }
  }
}
