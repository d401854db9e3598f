package dev.nodens.core.config;

import java.util.ArrayList;
import java.util.List;

/// How the servers of one block listen; filled by the plugins that have a say in it.
public final class ListenOptions {
  private final List<String> bind = new ArrayList<>();
  private final List<String> except = new ArrayList<>();

  /// Listens on `addresses` (IP addresses or interface names) instead of everywhere.
  public void bind(List<String> addresses, List<String> exceptAddresses) {
    bind.addAll(addresses);
    except.addAll(exceptAddresses);
  }

  /// IP addresses and interface names to listen on; empty means everywhere.
  public List<String> bind() {
    return List.copyOf(bind);
  }

  /// IP addresses to leave out of what [#bind()] names.
  public List<String> except() {
    return List.copyOf(except);
  }
}
