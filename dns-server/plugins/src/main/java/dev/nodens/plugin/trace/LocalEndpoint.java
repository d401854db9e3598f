package dev.nodens.plugin.trace;

import dev.nodens.core.Installation;
import dev.nodens.core.PluginException;
import dev.nodens.corefile.IpLiteral;
import dev.nodens.corefile.Token;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a traced block listens: the first address of its `bind`, and the port of its first key.
///
/// @param address of 4 or 16 octets; null without `bind`
/// @param port 0 without `bind`
record LocalEndpoint(byte @Nullable [] address, int port) {

  static LocalEndpoint of(Installation installation) {
    List<Token> bind = installation.scope().source().tokens("bind");
    byte @Nullable [] address = bind.size() < 2 ? null : address(bind.get(1).text(), installation);
    int port = installation.scope().keys().getFirst().port();
    return new LocalEndpoint(address, address == null ? 0 : port);
  }

  private static byte @Nullable [] address(String name, Installation installation) {
    byte @Nullable [] literal = IpLiteral.parse(name);
    if (literal != null) {
      return literal;
    }
    try {
      return installation.platform().host().interfaceAddresses(name).stream()
          .findFirst()
          .map(address -> address.getAddress())
          .orElse(null);
    } catch (IOException e) {
      throw new PluginException("plugin/trace: " + e.getMessage(), e);
    }
  }
}
