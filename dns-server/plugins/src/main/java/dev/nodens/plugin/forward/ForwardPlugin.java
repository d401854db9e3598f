package dev.nodens.plugin.forward;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import java.util.ArrayList;
import java.util.List;

/// Sends queries to upstream servers. May be used several times in a block; the uses are asked in
/// file order.
public final class ForwardPlugin implements Plugin<ForwardConfig> {
  private static final int MOST_DESTINATIONS = 15;

  @Override
  public String name() {
    return "forward";
  }

  @Override
  public ForwardConfig parse(Cursor cursor, BlockScope scope) {
    List<ForwardConfig.Stanza> stanzas = new ArrayList<>();
    while (cursor.next()) {
      stanzas.add(new StanzaParser(cursor).parse());
    }
    for (ForwardConfig.Stanza stanza : stanzas) {
      if (stanza.to().size() > MOST_DESTINATIONS) {
        throw cursor.refusal(
            "more than " + MOST_DESTINATIONS + " TOs configured: " + stanza.to().size());
      }
    }
    return new ForwardConfig(stanzas);
  }

  @Override
  public void install(ForwardConfig config, Installation installation) {
    installation.acceptAnyClass();
    var metrics = new ForwardMetrics(installation.metrics());
    int last = config.stanzas().size() - 1;
    for (int i = 0; i <= last; i++) {
      ForwardConfig.Stanza stanza = config.stanzas().get(i);
      List<Upstream> upstreams = new UpstreamFactory(installation, metrics).create(stanza);
      var handler =
          new ForwardHandler(stanza, upstreams, metrics, installation.platform(), i < last);
      installation.handler(handler);
      installation.onRetire(handler::retire);
    }
  }
}
