package dev.nodens.sandbox.simulate;

import dev.nodens.operator.telemetry.ApiCall;
import dev.nodens.sandbox.api.Faults;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts the requests of the operator, and lets all of them pass. Any thread.
final class ApiTally implements Faults {
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  @Override
  public Fault of(Request request) {
    if (request.agent().startsWith("nodens-operator") && !request.websocket()) {
      List<String> path =
          Arrays.stream(request.path().split("/", -1)).filter(part -> !part.isEmpty()).toList();
      ApiCall call =
          ApiCall.of(
              request.method(),
              path,
              request.isWatch(),
              request.parameters().containsKey("dryRun"));
      String name = call.verb() + (call.dryRun() ? " (dry run)" : "") + " " + call.resource();
      counts.computeIfAbsent(name, n -> new LongAdder()).increment();
    }
    return NOTHING;
  }

  /// The counts so far, by verb and resource.
  Map<String, Long> snapshot() {
    var now = new TreeMap<String, Long>();
    counts.forEach((name, count) -> now.put(name, count.sum()));
    return now;
  }

  /// What has been counted since a snapshot; only what is not zero.
  Map<String, Long> since(Map<String, Long> before) {
    var difference = new TreeMap<String, Long>();
    snapshot()
        .forEach((name, count) -> {
          long more = count - before.getOrDefault(name, 0L);
          if (more > 0) {
            difference.put(name, more);
          }
        });
    return difference;
  }
}
