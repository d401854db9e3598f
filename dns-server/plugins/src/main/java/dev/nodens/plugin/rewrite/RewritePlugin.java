package dev.nodens.plugin.rewrite;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import java.util.ArrayList;
import java.util.List;

/// `rewrite [continue|stop] FIELD ...`, also with its arguments in braces.
public final class RewritePlugin implements Plugin<RewriteConfig> {
  @Override
  public String name() {
    return "rewrite";
  }

  @Override
  public RewriteConfig parse(Cursor cursor, BlockScope scope) {
    var rules = new ArrayList<Rule>();
    while (cursor.next()) {
      List<String> args = new ArrayList<>(cursor.remainingArgs());
      if (args.size() < 2) {
        while (cursor.nextBlock()) {
          args.add(cursor.value());
        }
      }
      try {
        rules.add(RuleReader.read(args));
      } catch (IllegalArgumentException e) {
        throw cursor.refusal(String.valueOf(e.getMessage()));
      }
    }
    return new RewriteConfig(rules);
  }

  @Override
  public void install(RewriteConfig config, Installation installation) {
    int loops = installation.platform().loops().size();
    installation.handler(new RewriteHandler(config.rules(), installation.metadata(), loops));
  }
}
