package dev.nodens.plugin.template;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import java.util.ArrayList;

/// `template CLASS TYPE [ZONES...] { ... }`.
public final class TemplatePlugin implements Plugin<TemplateConfig> {
  @Override
  public String name() {
    return "template";
  }

  @Override
  public TemplateConfig parse(Cursor cursor, BlockScope scope) {
    var stanzas = new ArrayList<TemplateConfig.Stanza>();
    while (cursor.next()) {
      stanzas.add(new StanzaReader(cursor, scope).read());
    }
    return new TemplateConfig(stanzas);
  }

  @Override
  public void install(TemplateConfig config, Installation installation) {
    var metrics = new TemplateMetrics(installation.metrics());
    installation.handler(
        new TemplateHandler(
            config, installation.metadata(), metrics, installation.platform().clock()));
  }
}
