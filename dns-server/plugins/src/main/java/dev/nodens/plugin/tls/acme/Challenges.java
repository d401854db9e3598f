package dev.nodens.plugin.tls.acme;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.nodens.wire.Name;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The TXT records that an ACME server is to find now (RFC 8555 §8.4). Written by whoever orders
/// certificates, read by all event loops. Thread-safe.
final class Challenges {
  private final Map<Name, SortedMap<String, Integer>> counts = new HashMap<>();
  private volatile Map<Name, List<byte[]>> records = Map.of();

  /// Whether there is none.
  boolean areNone() {
    return records.isEmpty();
  }

  /// The texts of `name`; empty if there are none.
  List<byte[]> of(Name name) {
    return records.getOrDefault(name, List.of());
  }

  /// Shows `text` at `name`. A text that is shown twice has to be taken away twice.
  synchronized void show(String name, String text) {
    counts.computeIfAbsent(Name.parse(name), owner -> new TreeMap<>()).merge(text, 1, Integer::sum);
    publish();
  }

  /// Takes `text` away again.
  synchronized void remove(String name, String text) {
    Name owner = Name.parse(name);
    SortedMap<String, Integer> texts = counts.get(owner);
    if (texts != null) {
      texts.computeIfPresent(text, (same, count) -> count == 1 ? null : count - 1);
      if (texts.isEmpty()) {
        counts.remove(owner);
      }
    }
    publish();
  }

  private void publish() {
    var next = new HashMap<Name, List<byte[]>>();
    counts.forEach((owner, texts) ->
        next.put(owner, texts.keySet().stream().map(text -> text.getBytes(US_ASCII)).toList()));
    records = Map.copyOf(next);
  }
}
