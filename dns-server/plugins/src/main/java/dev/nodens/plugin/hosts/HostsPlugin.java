package dev.nodens.plugin.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import java.nio.file.Path;

/// `hosts [FILE [ZONES...]] { ... }`.
public final class HostsPlugin implements Plugin<HostsConfig> {
  @Override
  public String name() {
    return "hosts";
  }

  @Override
  public HostsConfig parse(Cursor cursor, BlockScope scope) {
    return new HostsDirective(cursor, scope).parse();
  }

  @Override
  public void install(HostsConfig config, Installation installation) {
    var reader = new HostsReader(config.zones(), config.reverse());
    byte[] lines = String.join("\n", config.inline()).getBytes(UTF_8);
    HostsEntries inline = reader.read(lines, "Inline hosts entries");
    Path file = installation.resolve(config.file());
    var handler = new HostsHandler(config, HostsTable.of(HostsEntries.NONE, inline, config.ttl()));
    var source =
        new HostsFile(
            file, config.file(), reader, inline, config.ttl(), handler, installation.metrics());
    source.warnIfMissing();
    installation.handler(handler);
    installation.onStart(source::refresh);
    if (!config.reload().isZero()) {
      installation.every(config.reload(), source::refresh);
    }
  }
}
