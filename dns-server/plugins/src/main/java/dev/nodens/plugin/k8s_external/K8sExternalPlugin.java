package dev.nodens.plugin.k8s_external;

import dev.nodens.core.Installation;
import dev.nodens.core.OutsideView;
import dev.nodens.core.Plugin;
import dev.nodens.core.PluginException;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.wire.Name;
import java.util.List;

/// `k8s_external [ZONES...] { apex NAME; ttl SECONDS; headless; fallthrough [ZONES...] }`.
public final class K8sExternalPlugin implements Plugin<K8sExternalConfig> {
  private static final int MOST_TTL = 3600;

  @Override
  public String name() {
    return "k8s_external";
  }

  @Override
  public K8sExternalConfig parse(Cursor cursor, BlockScope scope) {
    List<Name> zones = List.of();
    String apex = "dns";
    int ttl = 5;
    boolean headless = false;
    List<Name> fallthrough = List.of();
    while (cursor.next()) {
      zones = names(ZoneKeys.origins(cursor.remainingArgs(), scope.origins()));
      while (cursor.nextBlock()) {
        switch (cursor.value()) {
          case "ttl" -> ttl = ttl(some(cursor), cursor);
          case "apex" -> apex = label(some(cursor), cursor);
          case "headless" -> headless = true;
          case "fallthrough" ->
              fallthrough = names(ZoneKeys.origins(cursor.remainingArgs(), List.of(".")));
          default -> throw cursor.error("unknown property '" + cursor.value() + "'");
        }
      }
    }
    return new K8sExternalConfig(zones, apex, ttl, headless, fallthrough);
  }

  private static List<Name> names(List<String> zones) {
    return zones.stream().map(Name::parse).toList();
  }

  private static String some(Cursor cursor) {
    List<String> args = cursor.remainingArgs();
    if (args.isEmpty()) {
      throw cursor.argumentError();
    }
    return args.getFirst();
  }

  private static int ttl(String text, Cursor cursor) {
    int ttl;
    try {
      ttl = GoSyntax.integer(text);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(String.valueOf(e.getMessage()));
    }
    if (ttl < 0 || ttl > MOST_TTL) {
      throw cursor.error("ttl must be in range [0, 3600]: " + ttl);
    }
    return ttl;
  }

  private static String label(String text, Cursor cursor) {
    try {
      Name.parse(text);
      return text;
    } catch (IllegalArgumentException e) {
      throw cursor.refusal("apex " + GoSyntax.quote(text) + ": " + e.getMessage());
    }
  }

  @Override
  public void install(K8sExternalConfig config, Installation installation) {
    var handler = new K8sExternalHandler(config);
    installation.handler(handler);
    installation.onStart(() ->
        handler.use(
            installation
                .peer("kubernetes", OutsideView.class)
                .orElseThrow(() -> new PluginException("kubernetes plugin not loaded"))));
  }
}
