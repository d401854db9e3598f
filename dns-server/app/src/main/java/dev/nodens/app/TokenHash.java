package dev.nodens.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nodens.corefile.Corefile;
import dev.nodens.corefile.Directive;
import dev.nodens.corefile.ServerBlock;
import dev.nodens.corefile.Token;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// Tells configurations apart by what they say: the tokens and which of them share a line, but not
/// where they stand. Comments and blank lines change nothing.
final class TokenHash {
  private static final byte WORD = 0;
  private static final byte LINE = 1;
  private static final byte DIRECTIVE = 2;
  private static final byte BLOCK = 3;

  private final MessageDigest digest;

  private TokenHash() {
    try {
      digest = MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-512", e);
    }
  }

  /// Lower-case hex SHA-512 of `corefile`.
  static String of(Corefile corefile) {
    var hash = new TokenHash();
    for (ServerBlock block : corefile.blocks()) {
      hash.digest.update(BLOCK);
      block.keys().forEach(key -> hash.add(WORD, key.text()));
      for (Directive directive : block.directives()) {
        hash.add(DIRECTIVE, directive.name().text());
        hash.add(directive.name(), directive.tokens());
      }
    }
    return HexFormat.of().formatHex(hash.digest.digest());
  }

  private void add(Token name, List<Token> tokens) {
    Token before = name;
    for (Token token : tokens) {
      add(sameLine(before, token) ? WORD : LINE, token.text());
      before = token;
    }
  }

  private void add(byte kind, String text) {
    digest.update(kind);
    digest.update(text.getBytes(UTF_8));
    digest.update((byte) 0xff);
  }

  private static boolean sameLine(Token before, Token token) {
    long newlines = before.text().chars().filter(c -> c == '\n').count();
    return before.position().file().equals(token.position().file())
        && before.position().line() + newlines == token.position().line();
  }
}
