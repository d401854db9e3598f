package dev.nodens.plugin.pprof;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.HostPort;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `pprof [ADDRESS] { block [RATE] }`: read, and answered with a line that says what there is
/// instead of Go's profiles.
public final class PprofPlugin implements Plugin<PprofPlugin.Config> {
  private static final Logger LOG = LoggerFactory.getLogger(PprofPlugin.class);
  private static final HostPort DEFAULT = new HostPort("localhost", 6053);

  /// What `pprof` says.
  public record Config(HostPort address) {}

  @Override
  public String name() {
    return "pprof";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    HostPort address = DEFAULT;
    for (int uses = 0; cursor.next(); uses++) {
      if (uses > 0) {
        throw cursor.onlyOnce();
      }
      address = HostPort.optional(cursor, DEFAULT);
      while (cursor.nextBlock()) {
        if (!cursor.value().equals("block")) {
          throw cursor.error("unknown property '" + cursor.value() + "'");
        }
        checkRate(cursor);
      }
    }
    return new Config(address);
  }

  private static void checkRate(Cursor cursor) {
    List<String> args = cursor.remainingArgs();
    if (args.size() > 1) {
      throw cursor.argumentError();
    }
    try {
      args.forEach(GoSyntax::integer);
    } catch (IllegalArgumentException e) {
      throw cursor.error("property 'block' invalid integer value '" + args.getFirst() + "'");
    }
  }

  @Override
  public void install(Config config, Installation installation) {
    LOG.warn(
        "plugin/pprof: there are no Go profiles at {}; start the server with"
            + " JDK_JAVA_OPTIONS=-XX:StartFlightRecording to profile it",
        config.address());
  }
}
