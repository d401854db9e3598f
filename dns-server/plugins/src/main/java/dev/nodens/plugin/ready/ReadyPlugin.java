package dev.nodens.plugin.ready;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.HostPort;
import dev.nodens.core.port.HttpEndpoints;
import dev.nodens.corefile.Cursor;

/// `ready [ADDRESS] { monitor until-ready|continuously }`
public final class ReadyPlugin implements Plugin<ReadyConfig> {
  @Override
  public String name() {
    return "ready";
  }

  @Override
  public ReadyConfig parse(Cursor cursor, BlockScope scope) {
    var address = new HostPort("", 8181);
    ReadyConfig.Monitor monitor = ReadyConfig.Monitor.UNTIL_READY;
    boolean seen = false;
    while (cursor.next()) {
      if (seen) {
        throw cursor.onceOnly();
      }
      seen = true;
      address = HostPort.optional(cursor, address);
      while (cursor.nextBlock()) {
        if (!cursor.value().equals("monitor")) {
          throw cursor.error("unknown property '" + cursor.value() + "'");
        }
        monitor = monitor(cursor);
      }
    }
    return new ReadyConfig(address, monitor);
  }

  private static ReadyConfig.Monitor monitor(Cursor cursor) {
    String word = cursor.onlyArgument();
    return switch (word) {
      case "until-ready" -> ReadyConfig.Monitor.UNTIL_READY;
      case "continuously" -> ReadyConfig.Monitor.CONTINUOUSLY;
      default ->
          throw cursor.error(
              "monitor type '" + word + "' not supported, use until-ready or continuously");
    };
  }

  @Override
  public void install(ReadyConfig config, Installation installation) {
    var page = new ReadyPage(config.monitor(), installation::notReady, installation::stopping);
    // Listening, not start: ready must mean that the sockets are bound.
    installation.onListening(() -> {
      HttpEndpoints.Endpoint endpoint =
          installation.platform().http().serve(config.address().address(), "/ready", page);
      installation.onRetire(endpoint::close);
    });
  }
}
