package dev.nodens.corefile;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// A parsed Corefile.
///
/// @param blocks the server blocks in file order, never empty
/// @param warnings what is accepted but hardly meant, one line each
/// @param sources the main file, then each imported file once, in the order of first import
public record Corefile(List<ServerBlock> blocks, List<String> warnings, List<SourceFile> sources) {

  /// What is served if a file defines no server block.
  public static final String BUILT_IN = ". {\nwhoami\nlog\n}\n";

  public Corefile {
    blocks = List.copyOf(blocks);
    warnings = List.copyOf(warnings);
    sources = List.copyOf(sources);
  }

  /// The identity of a configuration: lower-case hex SHA-256 over the bytes of all [#sources] in
  /// order.
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      sources.forEach(source -> digest.update(source.bytes()));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
