package dev.nodens.plugin.bind;

import java.util.List;

/// What `bind` says in one block.
///
/// @param addresses IP addresses and interface names to listen on, in file order
/// @param except IP addresses and interface names to leave out of the addresses of interfaces
public record BindConfig(List<String> addresses, List<String> except) {

  public BindConfig {
    addresses = List.copyOf(addresses);
    except = List.copyOf(except);
  }
}
