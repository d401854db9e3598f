package dev.nodens.plugin.forward;

import dev.nodens.corefile.IpLiteral;
import java.util.ArrayList;
import java.util.List;

/// Reads the name servers of a file in the form of resolv.conf(5).
final class ResolvConf {
  private ResolvConf() {}

  /// The addresses of the `nameserver` lines in order, without IPv6 zones.
  ///
  /// @throws IllegalArgumentException naming the line that holds no address
  static List<String> nameServers(List<String> lines) {
    List<String> servers = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).strip().split("\\s+");
      if (words[0].equals("nameserver") && words.length > 1) {
        int percent = words[1].indexOf('%');
        String address = percent < 0 ? words[1] : words[1].substring(0, percent);
        if (IpLiteral.parse(address) == null) {
          throw new IllegalArgumentException(
              "line " + (i + 1) + ": nameserver " + words[1] + " is not an IP address");
        }
        servers.add(address);
      }
    }
    return servers;
  }
}
