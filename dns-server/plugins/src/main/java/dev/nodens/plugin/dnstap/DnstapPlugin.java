package dev.nodens.plugin.dnstap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.plugin.dnstap.DnstapConfig.Tap;
import java.util.ArrayList;
import java.util.List;

/// `dnstap SOCKET [full] [WRITEBUFFER] [QUEUE] { ... }` and `dnstap listen SOCKET ...`.
public final class DnstapPlugin implements Plugin<DnstapConfig> {
  @Override
  public String name() {
    return "dnstap";
  }

  @Override
  public DnstapConfig parse(Cursor cursor, BlockScope scope) {
    var taps = new ArrayList<Tap>();
    while (cursor.next()) {
      taps.add(new DnstapDirective(cursor).parse());
    }
    return new DnstapConfig(taps);
  }

  @Override
  public void install(DnstapConfig config, Installation installation) {
    var factory = new SinkFactory(installation);
    List<DnstapHandler.OpenTap> taps = new ArrayList<>();
    for (Tap tap : config.taps()) {
      String identity = tap.identity().orElseGet(() -> installation.platform().host().hostName());
      String version = tap.version().orElseGet(() -> "Nodens-" + installation.platform().version());
      taps.add(
          new DnstapHandler.OpenTap(
              factory.create(tap),
              new TapMessage.Source(identity.getBytes(UTF_8), version.getBytes(UTF_8)),
              new ExtraText(tap.extra(), installation.metadata()),
              tap.full()));
    }
    var handler = new DnstapHandler(taps, installation.platform().clock());
    installation.handler(handler);
    installation.onStart(handler::start);
    installation.onRetire(handler::stop);
  }
}
