package dev.nodens.operator.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The one form of a configuration text that is hashed, stored and served.
public final class Canonical {
  private Canonical() {}

  /// LF line ends, and exactly one at the end.
  public static String text(String text) {
    return text.replace("\r\n", "\n").replace('\r', '\n').stripTrailing() + "\n";
  }

  /// Lower-case hex SHA-256 of the UTF-8 bytes.
  public static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
