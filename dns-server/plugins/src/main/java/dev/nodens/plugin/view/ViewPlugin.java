package dev.nodens.plugin.view;

import dev.nodens.core.Installation;
import dev.nodens.core.Metadata;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.golang.expr.Expression;
import dev.nodens.golang.expr.QueryScope;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// `view NAME { expr EXPRESSION }`: the block serves only queries for which all expressions hold.
public final class ViewPlugin implements Plugin<ViewPlugin.Config> {
  /// What `view` says.
  ///
  /// @param view its name, for metrics and metadata
  /// @param conditions all must hold
  public record Config(String view, List<Expression> conditions) {
    public Config {
      conditions = List.copyOf(conditions);
    }
  }

  @Override
  public String name() {
    return "view";
  }

  @Override
  public Config parse(Cursor cursor, BlockScope scope) {
    String view = "";
    var conditions = new ArrayList<Expression>();
    for (int uses = 0; cursor.next(); uses++) {
      if (uses > 0) {
        throw cursor.onlyOnce();
      }
      view = cursor.onlyArgument();
      while (cursor.nextBlock()) {
        if (!cursor.value().equals("expr")) {
          throw cursor.error("unknown property '" + cursor.value() + "'");
        }
        conditions.add(condition(String.join(" ", cursor.remainingArgs()), cursor));
      }
    }
    return new Config(view, conditions);
  }

  private static Expression condition(String text, Cursor cursor) {
    try {
      return Expression.compile(text, QueryScope.scope());
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void install(Config config, Installation installation) {
    Metadata metadata = installation.metadata();
    metadata.offer("view", (exchange, label) -> label.equals("view/name") ? config.view() : null);
    InstantSource clock = installation.platform().clock();
    installation.view(
        config.view(),
        exchange -> holds(config.conditions(), new QueryScope(exchange, metadata, clock)));
  }

  private static boolean holds(List<Expression> conditions, QueryScope values) {
    for (Expression condition : conditions) {
      if (!condition.holds(values)) {
        return false;
      }
    }
    return true;
  }
}
