package dev.nodens.corefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/// Reads the keys of server blocks, and the zone lists of directives, which have the same form.
public final class ZoneKeys {

  private static final int MAX_LENGTH = 255;

  private final int defaultPort;

  /// @param defaultPort the port of `dns://` keys that name none (flag `-dns.port`)
  public ZoneKeys(int defaultPort) {
    this.defaultPort = defaultPort;
  }

  /// The zones of a block in the order of its keys; a CIDR key may give many.
  ///
  /// @throws CorefileException if a key is no zone
  public List<ZoneKey> of(ServerBlock block) {
    List<ZoneKey> zones = new ArrayList<>();
    for (Token key : block.keys()) {
      Transport transport = Transport.of(key.text());
      HostPort target = split(transport, key);
      for (String host : target.hosts()) {
        String zone = DomainText.normalized(host);
        zones.add(new ZoneKey(transport, zone, port(target, transport, key), key.position()));
      }
    }
    return zones;
  }

  /// What to tell the user about `zones` although they are served, one line each.
  public static List<String> warnings(List<ZoneKey> zones) {
    return zones.stream()
        .map(ZoneKey::zone)
        .distinct()
        .filter(zone -> !DomainText.isPreferred(zone))
        .map(zone ->
            "Warning: Domain " + GoSyntax.quote(zone) + " does not follow RFC1035 preferred syntax")
        .toList();
  }

  /// The zones a directive is limited to: those in its arguments, or the block's if it has none.
  /// Arguments that are no zones are left out without a word, as upstream.
  ///
  /// @return absolute lower-case names
  public static List<String> origins(List<String> arguments, List<String> blockZones) {
    if (arguments.isEmpty()) {
      return List.copyOf(blockZones);
    }
    List<String> zones = new ArrayList<>();
    for (String argument : arguments) {
      hostsOrNone(argument).forEach(host -> zones.add(DomainText.normalized(host)));
    }
    return List.copyOf(zones);
  }

  private static List<String> hostsOrNone(String argument) {
    try {
      return HostPort.split(Transport.of(argument).strip(argument)).hosts();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  private static HostPort split(Transport transport, Token key) {
    if (transport == Transport.UNIX) {
      throw refused(key, "no server listens on " + key.text());
    }
    try {
      HostPort target = HostPort.split(transport.strip(key.text()));
      for (String host : target.hosts()) {
        HostPort.split(DomainText.absolute(host));
      }
      return target;
    } catch (IllegalArgumentException e) {
      throw refused(key, String.valueOf(e.getMessage()));
    }
  }

  private int port(HostPort target, Transport transport, Token key) {
    if (target.port().isEmpty()) {
      return transport == Transport.DNS ? defaultPort : transport.defaultPort();
    }
    long port = Long.parseLong(target.port());
    if (port < 0 || port > 0xFFFF) {
      throw new CorefileException(key.position(), "address " + port + ": invalid port");
    }
    return (int) port;
  }

  private static CorefileException refused(Token key, String reason) {
    return new CorefileException(key.position(), "error inspecting server blocks: " + reason);
  }

  /// A key without its scheme.
  ///
  /// @param hosts the zones as written, or the reverse zones of a CIDR key
  /// @param port decimal digits, or empty if none is given
  private record HostPort(List<String> hosts, String port) {

    /// @throws IllegalArgumentException with upstream's text
    static HostPort split(String text) {
      int colon = text.lastIndexOf(':');
      if (colon == text.length() - 1) {
        throw new IllegalArgumentException(
            "expecting data after last colon: " + GoSyntax.quote(text));
      }
      String host = text;
      String port = "";
      if (colon >= 0 && isNumber(text.substring(colon + 1))) {
        host = text.substring(0, colon);
        port = Long.toString(Long.parseLong(text.substring(colon + 1)));
      }
      int length = host.getBytes(UTF_8).length;
      if (length > MAX_LENGTH) {
        throw new IllegalArgumentException(
            "specified zone is too long: " + length + " > " + MAX_LENGTH);
      }
      if (!DomainText.isName(host)) {
        throw new IllegalArgumentException("zone is not a valid domain name: " + host);
      }
      List<String> reverse = ReverseZones.of(host);
      if (reverse == null) {
        return new HostPort(List.of(host), port);
      }
      if (host.startsWith(":") || (host.startsWith("0") && host.contains(":"))) {
        throw new IllegalArgumentException("invalid CIDR " + host);
      }
      return new HostPort(reverse, port);
    }

    /// Digits with or without a sign, within 64 bits.
    private static boolean isNumber(String text) {
      String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
      return !digits.isEmpty()
          && digits.length() <= 18
          && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }
  }
}
