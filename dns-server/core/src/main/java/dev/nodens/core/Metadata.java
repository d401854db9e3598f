package dev.nodens.core;

import dev.nodens.core.server.ZoneTable;
import dev.nodens.wire.Name;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the plugins of one block know of a query, by labels such as `kubernetes/namespace`. Values
/// are made only when somebody asks for them, so that nobody pays for labels that nobody reads.
///
/// Filled while the block is being built; read on event loops afterwards.
public final class Metadata {
  private final Map<String, Provider> providers = new LinkedHashMap<>();
  private @Nullable ZoneTable<Name> zones;

  /// Knows the labels of one plugin.
  @FunctionalInterface
  public interface Provider {
    /// The value of `label`, which begins with the plugin's name and a slash; null or empty if
    /// there is none for this query. On the exchange's event loop.
    @Nullable String value(Exchange exchange, String label);
  }

  /// Whether `label` has the form of one: two texts with a slash between them.
  public static boolean isLabel(String label) {
    int slash = label.indexOf('/');
    return slash > 0 && slash < label.length() - 1;
  }

  /// Values exist for queries in `names` from now on. Without this call there are none.
  public void enable(Collection<Name> names) {
    zones = ZoneTable.ofNames(names);
  }

  /// Lets `provider` answer for labels that begin with `plugin` and a slash.
  public void offer(String plugin, Provider provider) {
    providers.put(plugin, provider);
  }

  /// The value of `label` for `exchange`; empty if there is none.
  public String value(Exchange exchange, String label) {
    int slash = label.indexOf('/');
    if (slash < 0 || zones == null || zones.find(exchange.query()) == null) {
      return "";
    }
    @Nullable Provider provider = providers.get(label.substring(0, slash));
    String value = provider == null ? null : provider.value(exchange, label);
    return value == null ? "" : value;
  }
}
