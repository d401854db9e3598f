package dev.nodens.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The handlers of one server block in the order in which they serve; immutable.
public final class Chain {
  private final Handler[] handlers;
  private final String[] plugins;
  private final boolean takesUpdates;

  /// Made when the first query is traced; two event loops may both make it, which does no harm.
  private @Nullable Chain traced;

  /// A chain of `handlers`, each of the plugin at the same index of `plugins`.
  public Chain(List<String> plugins, List<Handler> handlers) {
    if (plugins.size() != handlers.size()) {
      throw new IllegalArgumentException(
          plugins.size() + " plugin names for " + handlers.size() + " handlers");
    }
    this.handlers = handlers.toArray(Handler[]::new);
    this.plugins = plugins.toArray(String[]::new);
    boolean updates = false;
    for (Handler handler : this.handlers) {
      updates |= handler.takesUpdates();
    }
    takesUpdates = updates;
  }

  private Chain(Handler[] handlers, String[] plugins, boolean takesUpdates) {
    this.handlers = handlers;
    this.plugins = plugins;
    this.takesUpdates = takesUpdates;
    this.traced = this;
  }

  /// The same handlers, each making a span of its work when the exchange has one; but the first,
  /// which nobody handed the query on to.
  Chain traced() {
    Chain present = traced;
    if (present == null) {
      Handler[] links = handlers.clone();
      for (int i = 1; i < links.length; i++) {
        links[i] = new TracedHandler(plugins[i], links[i]);
      }
      present = new Chain(links, plugins, takesUpdates);
      traced = present;
    }
    return present;
  }

  /// Whether a handler wants UPDATE messages.
  public boolean takesUpdates() {
    return takesUpdates;
  }

  /// Number of handlers.
  public int length() {
    return handlers.length;
  }

  /// The handler at `index`.
  Handler handler(int index) {
    return handlers[index];
  }

  /// The plugin of the handler at `index`.
  public String plugin(int index) {
    return plugins[index];
  }

  /// Index of the first handler of `plugin`, or -1.
  public int indexOf(String plugin) {
    for (int i = 0; i < plugins.length; i++) {
      if (plugins[i].equals(plugin)) {
        return i;
      }
    }
    return -1;
  }
}
