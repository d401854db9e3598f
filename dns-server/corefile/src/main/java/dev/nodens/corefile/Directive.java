package dev.nodens.corefile;

import java.util.List;

/// One directive as written: its name, and all tokens behind it up to the end of its line or of its
/// braces, which are among the tokens.
public record Directive(Token name, List<Token> tokens) {

  public Directive {
    tokens = List.copyOf(tokens);
  }
}
