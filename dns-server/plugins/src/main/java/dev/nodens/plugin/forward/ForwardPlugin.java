package dev.nodens.plugin.forward;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.upstream.UpstreamTap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    Resilience resilience = resilience(installation);
    @Nullable NodeFamilies families = families(installation, resilience);
    int last = config.stanzas().size() - 1;
    for (int i = 0; i <= last; i++) {
      ForwardConfig.Stanza stanza = config.stanzas().get(i);
      var factory = new UpstreamFactory(stanza, installation, metrics);
      var reactions = new Reactions(stanza.selection(), i < last, resilience);
      List<Upstream> upstreams = factory.create(List.of());
      var handler =
          new ForwardHandler(
              stanza, upstreams, metrics, installation.platform(), reactions, families);
      installation.handler(handler);
      installation.onStart(
          () -> installation.peer("dnstap", UpstreamTap.class).ifPresent(handler::listenIn));
      installation.onRetire(handler::retire);
      if (factory.canChange() && !resilience.reread().isZero()) {
        installation.every(resilience.reread(), new Rereading(factory, handler));
      }
    }
  }

  private static @Nullable NodeFamilies families(Installation installation, Resilience resilience) {
    if (!resilience.nodeFamilies()) {
      return null;
    }
    var families = new NodeFamilies(installation.platform().host());
    families.look();
    if (!resilience.reread().isZero()) {
      installation.every(resilience.reread(), families::look);
    }
    return families;
  }

  private static Resilience resilience(Installation installation) {
    try {
      return Resilience.of(installation.platform().host().environment(Resilience.VARIABLE));
    } catch (IllegalArgumentException e) {
      throw new PluginException(String.valueOf(e.getMessage()), e);
    }
  }
}
