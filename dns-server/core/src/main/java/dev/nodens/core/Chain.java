package dev.nodens.core;

import java.util.List;

/// The handlers of one server block in the order in which they serve; immutable.
public final class Chain {
  private final Handler[] handlers;
  private final String[] plugins;
  private final boolean takesUpdates;

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
