package dev.nodens.plugin.pprof;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.HostPort;
import dev.nodens.core.port.HttpEndpoints;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// `pprof [ADDRESS] { block [RATE] }`: profiles of this process, as `go tool pprof` reads them.
/// Until somebody asks for one, nothing is measured and nothing of it is loaded.
public final class PprofPlugin implements Plugin<PprofConfig> {
  private static final HostPort DEFAULT = new HostPort("localhost", 6053);

  /// Whether a profile is being taken: one at a time in the process, over all blocks and reloads.
  private final AtomicBoolean busy = new AtomicBoolean();

  @Override
  public String name() {
    return "pprof";
  }

  @Override
  public PprofConfig parse(Cursor cursor, BlockScope scope) {
    HostPort address = DEFAULT;
    long blockRate = 0;
    for (int uses = 0; cursor.next(); uses++) {
      if (uses > 0) {
        throw cursor.onlyOnce();
      }
      address = HostPort.optional(cursor, DEFAULT);
      while (cursor.nextBlock()) {
        if (!cursor.value().equals("block")) {
          throw cursor.error("unknown property '" + cursor.value() + "'");
        }
        blockRate = rate(cursor);
      }
    }
    return new PprofConfig(address, blockRate);
  }

  private static long rate(Cursor cursor) {
    List<String> args = cursor.remainingArgs();
    if (args.size() > 1) {
      throw cursor.argumentError();
    }
    try {
      return args.isEmpty() ? 1 : GoSyntax.integer(args.getFirst());
    } catch (IllegalArgumentException e) {
      throw cursor.error("property 'block' invalid integer value '" + args.getFirst() + "'");
    }
  }

  @Override
  public void install(PprofConfig config, Installation installation) {
    installation.onStart(() -> serve(config, installation));
  }

  private void serve(PprofConfig config, Installation installation) throws IOException {
    var profiler = new JvmProfiler(installation.platform().clock());
    var pages = new PprofPages(profiler, config.blockRate(), busy);
    HttpEndpoints http = installation.platform().http();
    InetSocketAddress address = config.address().address();
    HttpEndpoints.Endpoint all = http.serve(address, PprofPages.PATH + "/", pages);
    HttpEndpoints.Endpoint entrance =
        http.serve(address, PprofPages.PATH, _ -> PprofPages.ENTRANCE);
    installation.onRetire(() -> {
      profiler.close();
      all.close();
      entrance.close();
    });
  }
}
