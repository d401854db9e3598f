package dev.nodens.plugin.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.plugin.cache.AnswerTable.Found;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class AnswerTableTest {
  private static final int SECOND = 1_000_000_000;
  private static final int ROUNDS = 40_000;

  private final Found found = new Found();
  private final Entries entries = new Entries();

  @Test
  void behavesAsTwoMapsThatForgetTheOldest() {
    long seed = 99;
    var random = new Random(seed);
    int capacity = 50;
    var table = new AnswerTable(capacity, capacity);
    List<Map<String, Integer>> model = List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
    for (int i = 0; i < 20_000; i++) {
      String name = "n" + random.nextInt(120) + ".example";
      Query query = Entries.query(name, RrType.A);
      int hash = AnswerKey.hash(query);
      int kind = random.nextInt(2);
      if (random.nextInt(3) == 0) {
        boolean otherToo = random.nextInt(4) == 0;
        int octets = random.nextInt(300);
        int evicted = entries.put(table, query, hash, kind, i, octets, i, otherToo);
        assertThat(evicted)
            .as("seed %d, round %d", seed, i)
            .isEqualTo(put(model, kind, name, i, capacity, otherToo));
      } else {
        assertThat(table.find(query, hash, found)).isTrue();
        for (int k = 0; k < 2; k++) {
          assertThat(found.has(k))
              .as("seed %d, round %d", seed, i)
              .isEqualTo(model.get(k).containsKey(name));
          if (found.has(k)) {
            assertThat(entries.value(table, query, found, k)).isEqualTo(model.get(k).get(name));
          }
        }
      }
      assertThat(table.count(0)).isEqualTo(model.get(0).size());
      assertThat(table.count(1)).isEqualTo(model.get(1).size());
    }
  }

  private static int put(
      List<Map<String, Integer>> model,
      int kind,
      String name,
      int value,
      int capacity,
      boolean otherToo) {
    model.get(kind).remove(name);
    if (otherToo) {
      model.get(1 - kind).remove(name);
    }
    int evicted = 0;
    if (model.get(kind).size() == capacity) {
      Iterator<String> oldest = model.get(kind).keySet().iterator();
      oldest.next();
      oldest.remove();
      evicted = 1;
    }
    model.get(kind).put(name, value);
    return evicted;
  }

  @Test
  void staysWithinItsOctetsAndThenForgetsTheOldest() {
    var table = new AnswerTable(1024, 1024);
    int evicted = 0;
    for (int i = 0; i < 1000; i++) {
      Query query = Entries.query("n" + i + ".example", RrType.A);
      evicted += entries.put(table, query, AnswerKey.hash(query), 0, i, 4000, 0, false);
    }
    assertThat(table.octets(0)).isEqualTo(1024 * 1024);
    assertThat(table.octets(1)).as("the other kind has its own").isLessThan(100_000);
    assertThat(evicted).isBetween(700, 800);
    assertThat(table.count(0)).isEqualTo(1000 - evicted);
    Query last = Entries.query("n999.example", RrType.A);
    assertThat(table.find(last, AnswerKey.hash(last), found)).isTrue();
    assertThat(entries.value(table, last, found, 0)).isEqualTo(999);
  }

  @Test
  void doesNotKeepWhatIsTooLarge() {
    var table = new AnswerTable(60, 60);
    Query query = Entries.query("large.example", RrType.A);
    assertThat(entries.put(table, query, AnswerKey.hash(query), 0, 1, 20_000, 0, false))
        .isEqualTo(-1);
    assertThat(table.count(0)).isZero();
  }

  @Test
  void startsSmall() {
    var table = new AnswerTable(9984, 9984);
    assertThat(table.octets(0) + table.octets(1)).isEqualTo(32 * 1024);
  }

  @Test
  void countsSecondsDown() {
    var table = new AnswerTable(10, 10);
    Query query = Entries.query("a.example", RrType.A);
    entries.put(table, query, AnswerKey.hash(query), 0, 30, 0, 5L * SECOND, false);
    table.find(query, AnswerKey.hash(query), found);
    assertThat(found.secondsLeft(0, 5L * SECOND)).isEqualTo(30);
    assertThat(found.secondsLeft(0, 6L * SECOND - 1)).isEqualTo(30);
    assertThat(found.secondsLeft(0, 6L * SECOND)).isEqualTo(29);
    assertThat(found.secondsLeft(0, 36L * SECOND)).isEqualTo(-1);
  }

  /// Readers check that whatever they were given is whole, while writers replace, evict and grow.
  @Test
  void readersNeverSeeAHalfWrittenAnswer() throws Exception {
    var table = new AnswerTable(300, 300);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Long>> work = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        long seed = i;
        work.add(threads.submit(() -> write(table, new Random(seed))));
        work.add(threads.submit(() -> read(table, new Random(seed))));
      }
      for (Future<Long> done : work) {
        assertThat(done.get()).as("entries written or read whole").isPositive();
      }
    }
  }

  private static long write(AnswerTable table, Random random) {
    var own = new Entries();
    Query[] queries = Entries.queries();
    long written = 0;
    for (int i = 0; i < ROUNDS; i++) {
      int n = random.nextInt(queries.length);
      Query query = queries[n];
      int octets = random.nextInt(500);
      if (own.put(table, query, AnswerKey.hash(query), n & 1, n, octets, 0, false) >= 0) {
        written++;
      }
    }
    return written;
  }

  private static long read(AnswerTable table, Random random) {
    var own = new Entries();
    var scratch = new Found();
    Query[] queries = Entries.queries();
    long read = 0;
    for (int i = 0; i < ROUNDS; i++) {
      int n = random.nextInt(queries.length);
      Query query = queries[n];
      if (table.find(query, AnswerKey.hash(query), scratch) && scratch.has(n & 1)) {
        int value = own.value(table, query, scratch, n & 1);
        if (value != Entries.GONE) {
          assertThat(value).isEqualTo(n);
          read++;
        }
      }
    }
    return read;
  }

  /// Makes and reads entries whose content can be checked: a record of octets that all are the low
  /// octet of a number, which is the TTL as well.
  private static final class Entries {
    static final int GONE = -1;

    private final MessageWriter writer = new MessageWriter(512);
    private final MessageWriter reply = new MessageWriter(512);
    private final ReplyFacts facts = new ReplyFacts();

    static Query[] queries() {
      var queries = new Query[1000];
      for (int i = 0; i < queries.length; i++) {
        queries[i] = query("n" + i + ".example", RrType.A);
      }
      return queries;
    }

    static Query query(String name, int type) {
      var question = new MessageWriter(512);
      question.startQuestion(1, 0, Name.parse(name).wire(), type, RrClass.IN);
      var query = new Query();
      assertThat(query.parse(question.buffer(), question.length())).isEqualTo(Query.Status.OK);
      return query;
    }

    int put(
        AnswerTable table,
        Query query,
        int hash,
        int kind,
        int value,
        int octets,
        long now,
        boolean otherToo) {
      writer.startReply(query);
      for (int i = 0; i < 2; i++) {
        writer.beginAtQuestion(65280, RrClass.IN, 7);
        for (int n = 0; n < octets / 2; n++) {
          writer.u8(value);
        }
        writer.end(RecordCursor.ANSWER);
      }
      facts.read(writer, query, 0);
      return table.put(query, hash, kind, writer, facts, value, now, otherToo);
    }

    /// The number that the entry was made of, or [#GONE].
    int value(AnswerTable table, Query query, Found found, int kind) {
      int value = found.ttl(kind);
      reply.startReply(query);
      if (!table.copy(found, kind, value, reply)) {
        return GONE;
      }
      var cursor = new RecordCursor();
      assertThat(cursor.reset(reply.buffer(), reply.length())).isTrue();
      assertThat(reply.count(RecordCursor.ANSWER)).isEqualTo(2);
      boolean whole = true;
      while (cursor.next()) {
        whole &= cursor.ttl() == value;
        for (int i = 0; i < cursor.dataLength(); i++) {
          whole &= Octets.u8(reply.buffer(), cursor.dataAt() + i) == (value & 0xff);
        }
      }
      assertThat(whole).isTrue();
      assertThat(cursor.malformed()).isFalse();
      assertThat(cursor.end()).isEqualTo(reply.length());
      return value;
    }
  }
}
