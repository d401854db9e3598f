package dev.nodens.corefile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Expands `import`: a snippet of that name, else files. Paths count from the file that holds the
/// import. A missing file is an error, a pattern without a match only a warning.
final class Imports {

  static final int MAX_SNIPPETS = 10_000;
  static final int MAX_FILES = 100_000;

  private final SourceFiles files;
  private final Expansion expansion;
  private final List<String> warnings;
  private final Map<String, List<Token>> snippets = new LinkedHashMap<>();
  private final Map<String, List<Token>> scanned = new LinkedHashMap<>();
  private final List<SourceFile> sources = new ArrayList<>();
  private int snippetCount;
  private int fileCount;

  Imports(SourceFiles files, Expansion expansion, List<String> warnings) {
    this.files = files;
    this.expansion = expansion;
    this.warnings = warnings;
  }

  /// Every file read so far, once each, in the order of the first import.
  List<SourceFile> sources() {
    return sources;
  }

  boolean defines(String snippet) {
    return snippets.containsKey(snippet);
  }

  /// Keeps a snippet for later imports; `at` is where its definition ends.
  void define(String name, List<Token> tokens, Position at) {
    for (int i = 0; i + 1 < tokens.size(); i++) {
      boolean startsLine = i == 0 || !tokens.get(i - 1).position().equals(tokens.get(i).position());
      if (startsLine
          && tokens.get(i).text().equals("import")
          && expansion.expand(tokens.get(i + 1)).equals(name)) {
        throw tooDeep("snippet", at);
      }
    }
    snippets.put(name, List.copyOf(tokens));
  }

  /// Replaces the `import` at which `in` stands, and its argument, by what it names.
  void expand(TokenStream in) {
    if (!in.nextArg()) {
      throw in.argumentError();
    }
    String target = expansion.expand(in.token());
    if (target.isEmpty()) {
      throw in.error("Import requires a non-empty filepath");
    }
    Position at = in.position();
    if (in.nextArg()) {
      throw in.error("Import takes only one argument (glob pattern or file)");
    }
    List<Token> snippet = snippets.get(target);
    if (snippet == null) {
      in.replaceImport(fileTokens(target, at));
      return;
    }
    if (snippetCount++ >= MAX_SNIPPETS) {
      throw tooDeep("snippet", at);
    }
    in.replaceImport(snippet);
  }

  private List<Token> fileTokens(String target, Position at) {
    if (fileCount++ >= MAX_FILES) {
      throw tooDeep("file", at);
    }
    String directory = files.absolute(at.file());
    directory = directory.substring(0, directory.lastIndexOf('/') + 1);
    String pattern = target.startsWith("/") ? target : Glob.clean(directory + target);
    if (count(pattern, '*') > 1
        || count(pattern, '?') > 1
        || (pattern.contains("[") && pattern.contains("]"))) {
      throw CorefileException.parsing(
          at, "Glob pattern may only contain one wildcard (*), but has others: " + pattern);
    }
    boolean openEscape = pattern.endsWith("\\") && !pattern.endsWith("\\\\");
    if (pattern.contains("[") || openEscape) {
      throw CorefileException.parsing(
          at, "Failed to use import pattern " + target + ": syntax error in pattern");
    }
    List<String> matches = new Glob(files).matches(pattern);
    if (matches.isEmpty()) {
      if (!pattern.contains("*") && !pattern.contains("?") && !pattern.contains("]")) {
        throw CorefileException.parsing(at, "File to import not found: " + target);
      }
      warnings.add("No files matching import glob pattern: " + target);
    }
    List<Token> tokens = new ArrayList<>();
    for (String match : matches) {
      tokens.addAll(scan(match, at));
      if (tokens.size() > TokenStream.MAX_TOKENS) {
        break;
      }
    }
    return tokens;
  }

  private List<Token> scan(String path, Position at) {
    String file = Glob.clean(path);
    List<Token> known = scanned.get(file);
    if (known != null) {
      return known;
    }
    if (files.kind(path) == SourceFiles.Kind.DIRECTORY) {
      throw CorefileException.parsing(at, "Could not import " + path + ": is a directory");
    }
    try {
      SourceFile source = new SourceFile(file, files.read(path));
      Lexer lexer = Lexer.scan(file, source.bytes());
      sources.add(source);
      warnings.addAll(lexer.warnings());
      scanned.put(file, lexer.tokens());
      return lexer.tokens();
    } catch (IOException e) {
      throw CorefileException.parsing(at, "Could not import " + path + ": " + e.getMessage());
    }
  }

  /// Upstream prints the snippet bound for files, too.
  private static CorefileException tooDeep(String what, Position at) {
    return CorefileException.parsing(
        at, "maximum " + what + " import depth (" + MAX_SNIPPETS + ") exceeded");
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }
}
