package dev.nodens.plugin.loop;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.metrics.Gauge;
import dev.nodens.corefile.Cursor;
import dev.nodens.wire.Name;

/// Asks its own server a question that nobody else asks, and reports when the question comes in
/// again. Unlike upstream's, it never ends the process.
public final class LoopPlugin implements Plugin<LoopConfig> {
  @Override
  public String name() {
    return "loop";
  }

  @Override
  public LoopConfig parse(Cursor cursor, BlockScope scope) {
    int uses = 0;
    while (cursor.next()) {
      if (uses++ > 0) {
        throw cursor.refusal("this plugin can only be used once per Server Block");
      }
      if (cursor.nextArg()) {
        throw cursor.argumentError();
      }
    }
    return new LoopConfig(scope.zones().isEmpty() ? Name.ROOT : scope.zones().getFirst());
  }

  @Override
  public void install(LoopConfig config, Installation installation) {
    Gauge detected =
        installation
            .metrics()
            .gauges(
                "nodens_loop_detected",
                "1 while queries that this server forwards come back to it, else 0.",
                "zone")
            .with(config.zone().toString());
    var detector = new LoopDetector(config.zone(), detected);
    installation.handler(detector);
    installation.onListening(() ->
        OwnAddress.of(installation.servedZones())
            .ifPresent(
                address -> detector.start(installation.platform().loops().getFirst(), address)));
    installation.onRetire(detector::stop);
  }
}
