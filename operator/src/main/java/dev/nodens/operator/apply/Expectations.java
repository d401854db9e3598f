package dev.nodens.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What the API server makes of an intent on a clean slate: with defaults and admission, and
/// without anything that others wrote.
///
/// It is asked by a dry-run apply under a name that nobody uses, once per intent and again after a
/// while, because an upgraded server or a new admission webhook may answer differently. Safe for
/// use by several threads.
final class Expectations {
  static final String FREE_NAME = "nodens-dry-run";
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  private final ClusterObjects cluster;
  private final Clock clock;
  private final Map<ObjectKey, Entry> entries = new ConcurrentHashMap<>();

  private record Entry(String hash, JsonNode expected, Instant until) {}

  Expectations(ClusterObjects cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  JsonNode of(Intent intent) {
    Instant now = clock.instant();
    Entry known = entries.get(intent.key());
    if (known != null && known.hash().equals(intent.hash()) && now.isBefore(known.until())) {
      return known.expected();
    }
    JsonNode expected = ask(intent);
    entries.put(intent.key(), new Entry(intent.hash(), expected, now.plus(LIFETIME)));
    return expected;
  }

  /// A Service gets its address put back afterwards: two Services cannot have the same one, not
  /// even in a dry run.
  private JsonNode ask(Intent intent) {
    ObjectNode question = underFreeName(intent);
    JsonNode address = question.path("spec").path("clusterIP");
    boolean addressed = intent.key().kind().equals("Service") && !address.isMissingNode();
    if (addressed) {
      ((ObjectNode) question.path("spec")).remove("clusterIP");
    }
    JsonNode answer = cluster.dryRunApply(intent.key().named(FREE_NAME), question);
    if (addressed && answer.path("spec") instanceof ObjectNode spec) {
      spec.set("clusterIP", address);
    }
    return answer;
  }

  /// An intent under a name that nobody uses.
  static ObjectNode underFreeName(Intent intent) {
    ObjectNode question = intent.json().deepCopy();
    ((ObjectNode) question.path("metadata")).put("name", FREE_NAME);
    return question;
  }
}
