package dev.nodens.plugin.tls;

import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.plugin.tls.acme.AcmeOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reads a `tls` without files: the domains that it gets certificates for, and from whom.
final class AcmeParser {
  private final Set<String> seen = new HashSet<>();
  private List<String> domains = List.of();
  private String email = "";
  private String directory = AcmeOptions.LETS_ENCRYPT;
  private String storage = AcmeOptions.STORAGE;
  private String root = "";
  private String resolver = "";

  /// @param cursor stands at `tls`
  AcmeOptions parse(Cursor cursor) {
    while (cursor.nextBlock()) {
      String option = cursor.value();
      List<String> args = cursor.remainingArgs();
      if (!seen.add(option)) {
        throw cursor.error("ACME option " + GoSyntax.quote(option) + " can only be specified once");
      }
      switch (option) {
        case "acme" -> {
          if (args.isEmpty()) {
            throw cursor.argumentError();
          }
          domains = args;
        }
        case "email" -> email = only(args, cursor);
        case "ca" -> directory = only(args, cursor);
        case "storage" -> storage = only(args, cursor);
        case "ca_root" -> root = only(args, cursor);
        case "resolver" -> resolver = only(args, cursor);
        default -> throw cursor.error("unknown ACME option " + GoSyntax.quote(option));
      }
    }
    if (domains.isEmpty()) {
      throw cursor.refusal("ACME requires at least one domain");
    }
    var names = new LinkedHashSet<String>();
    for (String domain : domains) {
      names.add(new AcmeDomain(cursor).normalize(domain));
    }
    checkDirectory(cursor);
    checkResolver(cursor);
    return new AcmeOptions(new ArrayList<>(names), email, directory, storage, root, resolver);
  }

  private static String only(List<String> args, Cursor cursor) {
    if (args.size() != 1) {
      throw cursor.argumentError();
    }
    return args.getFirst();
  }

  private void checkDirectory(Cursor cursor) {
    boolean valid;
    try {
      var url = new URI(directory);
      boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equals(url.getScheme());
      valid = http && url.getRawAuthority() != null;
    } catch (URISyntaxException _) {
      valid = false;
    }
    if (!valid) {
      throw cursor.refusal("invalid ACME CA URL " + GoSyntax.quote(directory));
    }
  }

  private void checkResolver(Cursor cursor) {
    if (resolver.isEmpty()) {
      return;
    }
    String invalid = "invalid ACME resolver " + GoSyntax.quote(resolver) + ": ";
    int colon = resolver.lastIndexOf(':');
    boolean bracketed = resolver.startsWith("[");
    String host = colon < 0 ? resolver : resolver.substring(0, colon);
    if (colon < 0 || bracketed && !host.endsWith("]")) {
      throw cursor.refusal(invalid + "address " + resolver + ": missing port in address");
    }
    if (!bracketed && host.contains(":")) {
      throw cursor.refusal(invalid + "address " + resolver + ": too many colons in address");
    }
    if (host.isEmpty() || host.equals("[]")) {
      throw cursor.refusal(invalid + "host is empty");
    }
    String port = resolver.substring(colon + 1);
    boolean number = port.matches("\\+?[0-9]{1,9}");
    if (!number || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
      throw cursor.refusal("invalid ACME resolver port " + GoSyntax.quote(port));
    }
  }
}
