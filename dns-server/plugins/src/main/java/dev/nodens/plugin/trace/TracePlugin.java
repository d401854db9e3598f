package dev.nodens.plugin.trace;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// `trace [TYPE] [ENDPOINT] { ... }`: one query of `every` is traced, its spans are sent to a
/// collector.
public final class TracePlugin implements Plugin<TraceConfig> {
  private final Supplier<RandomGenerator> random;

  /// @param random makes the generator that one event loop takes identifiers from
  public TracePlugin(Supplier<RandomGenerator> random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "trace";
  }

  @Override
  public TraceConfig parse(Cursor cursor, BlockScope scope) {
    return new TraceDirective(cursor).parse();
  }

  @Override
  public void install(TraceConfig config, Installation installation) {
    Tracing.install(config, installation, random);
  }
}
