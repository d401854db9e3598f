package dev.nodens.corefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// Reads Corefiles. Immutable and free of effects but for its two ports; use it from any thread
/// that may block on files.
public final class Parser {

  private final SourceFiles files;
  private final Environment environment;
  private final SequencedSet<String> directives;

  /// @param directives the names to accept, in the order in which an error shall list them; an
  ///   empty set accepts every name
  public Parser(SourceFiles files, Environment environment, SequencedSet<String> directives) {
    this.files = files;
    this.environment = environment;
    this.directives = new LinkedHashSet<>(directives);
  }

  /// A parser for a text that stands alone: no file to import, no environment, any directive.
  public static Parser ofText() {
    return new Parser(MemoryFiles.none(), Environment.empty(), new LinkedHashSet<>());
  }

  /// Reads and parses the file `path`.
  ///
  /// @throws CorefileException if it cannot be read or parsed
  public Corefile parse(String path) {
    try {
      return parse(path, files.read(path));
    } catch (IOException e) {
      throw new CorefileException(new Position(path, 0), String.valueOf(e.getMessage()));
    }
  }

  /// Parses `text` as if it were the file `path`; relative imports count from there.
  public Corefile parse(String path, String text) {
    return parse(path, text.getBytes(UTF_8));
  }

  /// Parses `bytes` as if they were the file `path`; relative imports count from there. A file
  /// without any server block gives [Corefile#BUILT_IN].
  ///
  /// @throws CorefileException at the first error
  public Corefile parse(String path, byte[] bytes) {
    List<String> warnings = new ArrayList<>();
    List<SourceFile> sources = new ArrayList<>();
    sources.add(new SourceFile(path, bytes));
    List<ServerBlock> blocks = blocks(path, bytes, warnings, sources);
    if (blocks.isEmpty()) {
      blocks = blocks("Corefile", Corefile.BUILT_IN.getBytes(UTF_8), warnings, new ArrayList<>());
    }
    return new Corefile(blocks, warnings, sources);
  }

  private List<ServerBlock> blocks(
      String path, byte[] bytes, List<String> warnings, List<SourceFile> sources) {
    Lexer lexer = Lexer.scan(path, bytes);
    warnings.addAll(lexer.warnings());
    Expansion expansion = new Expansion(environment);
    Imports imports = new Imports(files, expansion, warnings);
    TokenStream in = new TokenStream(path, lexer.tokens());
    List<ServerBlock> blocks =
        new BlockParser(in, imports, expansion, directives, warnings).parse();
    sources.addAll(imports.sources());
    return blocks;
  }
}
