package dev.nodens.plugin.hosts;

import dev.nodens.corefile.IpLiteral;
import dev.nodens.wire.Name;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads text in the format of /etc/hosts: an address, then names, `#` comments. Lines that begin
/// with no address are skipped, as are names outside the zones.
final class HostsReader {
  private static final Logger LOG = LoggerFactory.getLogger(HostsReader.class);
  private static final String SPACE = " \t\u000b\f\r";
  private static final int MAX_FIELD = 1024;

  private final List<Name> zones;
  private final boolean reverse;

  /// @param zones names outside them are left out
  /// @param reverse whether to note the names of each address
  HostsReader(List<Name> zones, boolean reverse) {
    this.zones = zones;
    this.reverse = reverse;
  }

  /// @param source for the log
  HostsEntries read(byte[] text, String source) {
    var draft = new Draft(source);
    // Octets, not characters: what is beyond ASCII stays as it is.
    String[] lines = new String(text, StandardCharsets.ISO_8859_1).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      draft.line(i + 1, lines[i]);
    }
    return draft.entries;
  }

  private boolean inZones(Name name) {
    return zones.stream().anyMatch(name::isAtOrBelow);
  }

  /// The address without an IPv6 zone; IPv4 in IPv6 form (RFC 4291 §2.5.5.2) counts as IPv4.
  static byte @Nullable [] address(String field) {
    int zone = field.indexOf('%');
    byte[] address = IpLiteral.parse(zone < 0 ? field : field.substring(0, zone));
    if (address == null || address.length == 4) {
      return address;
    }
    boolean mapped = address[10] == (byte) 0xff && address[11] == (byte) 0xff;
    for (int i = 0; i < 10; i++) {
      mapped &= address[i] == 0;
    }
    return mapped ? Arrays.copyOfRange(address, 12, 16) : address;
  }

  /// The name that a PTR query for `address` asks (RFC 1035 §3.5, RFC 3596 §2.5).
  static Name reverseName(byte[] address) {
    var text = new StringBuilder();
    for (int i = address.length - 1; i >= 0; i--) {
      int octet = address[i] & 0xff;
      if (address.length == 4) {
        text.append(octet).append('.');
      } else {
        text.append(Integer.toHexString(octet & 0xf)).append('.');
        text.append(Integer.toHexString(octet >> 4)).append('.');
      }
    }
    return Name.parse(text + (address.length == 4 ? "in-addr.arpa." : "ip6.arpa."));
  }

  private final class Draft {
    private final String source;
    private final HostsEntries entries =
        new HostsEntries(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>());

    Draft(String source) {
      this.source = source;
    }

    void line(int number, String line) {
      int comment = line.indexOf('#');
      var fields = new StringTokenizer(comment < 0 ? line : line.substring(0, comment), SPACE);
      if (!fields.hasMoreTokens()) {
        return;
      }
      String first = fields.nextToken();
      if (first.length() > MAX_FIELD) {
        LOG.error(
            "plugin/hosts: {}, line {}: address longer than {} bytes, dropping the line",
            source,
            number,
            MAX_FIELD);
        return;
      }
      byte[] address = address(first);
      while (address != null && fields.hasMoreTokens()) {
        name(address, fields.nextToken(), number);
      }
    }

    private void name(byte[] address, String field, int number) {
      if (field.length() > MAX_FIELD) {
        LOG.error(
            "plugin/hosts: {}, line {}: name longer than {} bytes, dropping the name",
            source,
            number,
            MAX_FIELD);
        return;
      }
      Name name = parse(field);
      if (name == null || !inZones(name)) {
        return;
      }
      boolean v4 = address.length == 4;
      if (field.startsWith("*.")) {
        Name parent = Name.of(name.lower(), 2);
        add(v4 ? entries.wildV4() : entries.wildV6(), parent, address);
        return;
      }
      add(v4 ? entries.v4() : entries.v6(), name, address);
      if (reverse) {
        add(entries.reverse(), reverseName(address), Name.of(name.lower(), 0));
      }
    }

    private @Nullable Name parse(String field) {
      try {
        return Name.parse(field);
      } catch (IllegalArgumentException e) {
        // No query can ask for what is no name.
        return null;
      }
    }
  }

  private static <T> void add(Map<Name, List<T>> entries, Name name, T value) {
    entries.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
  }
}
