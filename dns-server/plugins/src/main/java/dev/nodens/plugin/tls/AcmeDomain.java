package dev.nodens.plugin.tls;

import dev.nodens.corefile.CorefileException;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.IpLiteral;
import java.net.IDN;
import java.util.Locale;

/// Checks a domain that is to have a certificate, as CoreDNS does: a host name, or one with `*` for
/// its first label.
///
/// @param cursor for errors
record AcmeDomain(Cursor cursor) {
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_NAME = 253;

  /// `written` in lower case, in ASCII (RFC 5891), without the dot at its end.
  String normalize(String written) {
    String domain =
        (written.endsWith(".") ? written.substring(0, written.length() - 1) : written)
            .toLowerCase(Locale.ROOT);
    boolean wildcard = domain.startsWith("*.");
    String host = wildcard ? domain.substring(2) : domain;
    if (host.isEmpty() || host.contains("*") || IpLiteral.parse(host) != null) {
      throw invalid(domain, "");
    }
    String ascii = ascii(host, domain);
    if (ascii.length() > LONGEST_NAME) {
      throw invalid(domain, "");
    }
    for (String label : ascii.split("\\.", -1)) {
      if (label.isEmpty() || label.length() > LONGEST_LABEL) {
        throw invalid(domain, "");
      }
    }
    return wildcard ? "*." + ascii : ascii;
  }

  private String ascii(String host, String domain) {
    for (String label : host.split("\\.", -1)) {
      boolean hyphens =
          label.startsWith("-")
              || label.endsWith("-")
              || label.length() > 3 && label.startsWith("--", 2) && !label.startsWith("xn--");
      if (hyphens) {
        throw invalid(domain, ": idna: invalid label " + GoSyntax.quote(label));
      }
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c < 0x80 && !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.')) {
        throw invalid(domain, ": idna: disallowed rune U+%04X".formatted((int) c));
      }
    }
    try {
      return IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES);
    } catch (IllegalArgumentException e) {
      // Long and empty labels; the caller says so.
      return host;
    }
  }

  private CorefileException invalid(String domain, String reason) {
    return cursor.refusal("invalid ACME domain " + GoSyntax.quote(domain) + reason);
  }
}
