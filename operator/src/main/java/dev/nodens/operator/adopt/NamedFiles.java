package dev.nodens.operator.adopt;

import dev.nodens.corefile.Corefile;
import dev.nodens.corefile.Directive;
import dev.nodens.corefile.ServerBlock;
import dev.nodens.corefile.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The files that the directives of a Corefile read.
final class NamedFiles {
  /// Directives whose first arguments are files, and how many at most.
  private static final Map<String, Integer> ARGUMENTS =
      Map.of("hosts", 1, "file", 1, "sign", 1, "geoip", 1, "tls", 3);

  /// Options whose first arguments are files, by directive, and how many at most.
  private static final Map<String, Map<String, Integer>> OPTIONS =
      Map.of(
          "auto", Map.of("directory", 1),
          "dynupdate", Map.of("file", 1),
          "sign", Map.of("key", Integer.MAX_VALUE),
          "dnssec", Map.of("key", Integer.MAX_VALUE),
          "forward", Map.of("tls", 3),
          "grpc", Map.of("tls", 3),
          "etcd", Map.of("tls", 3),
          "kubernetes", Map.of("tls", 3, "kubeconfig", 1),
          "tsig", Map.of("secrets", 1));

  /// Directives whose options name files relative to `root`.
  private static final Set<String> ROOTED = Set.of("auto", "dynupdate");

  /// Words between an option and its files.
  private static final Set<String> KEY_WORDS = Set.of("{", "file", "directory");

  /// What every container has.
  private static final Set<String> ALWAYS_THERE =
      Set.of("/etc/resolv.conf", "/etc/hosts", "/dev/null");

  private NamedFiles() {}

  /// A file that a Corefile names.
  ///
  /// @param path absolute
  /// @param directive which reads it
  /// @param line of the Corefile, from 1
  record NamedFile(String path, String directive, int line) {}

  /// In the order of the text, without those that every container has.
  static List<NamedFile> in(Corefile corefile) {
    List<NamedFile> found = new ArrayList<>();
    for (ServerBlock block : corefile.blocks()) {
      String root = block.tokens("root").stream().skip(1).map(Token::text).findFirst().orElse("");
      for (Directive directive : block.directives()) {
        String name = directive.name().text();
        int most = ARGUMENTS.getOrDefault(name, 0);
        found.addAll(arguments(directive.name(), directive.tokens(), most, name, root));
        options(directive, ROOTED.contains(name) ? root : "", found);
      }
    }
    return found.stream().filter(file -> !ALWAYS_THERE.contains(file.path())).distinct().toList();
  }

  private static void options(Directive directive, String root, List<NamedFile> found) {
    String name = directive.name().text();
    Map<String, Integer> options = OPTIONS.getOrDefault(name, Map.of());
    List<Token> tokens = directive.tokens();
    for (int i = 1; i < tokens.size(); i++) {
      Token option = tokens.get(i);
      boolean startsLine = !tokens.get(i - 1).position().equals(option.position());
      int most = startsLine ? options.getOrDefault(option.text(), 0) : 0;
      found.addAll(arguments(option, tokens.subList(i + 1, tokens.size()), most, name, root));
    }
  }

  /// The arguments that stand on the line of a word.
  private static List<NamedFile> arguments(
      Token word, List<Token> behind, int most, String directive, String root) {
    return behind.stream()
        .takeWhile(token -> token.position().equals(word.position()))
        .filter(token -> !KEY_WORDS.contains(token.text()))
        .limit(most)
        .map(token -> new NamedFile(absolute(token.text(), root), directive, line(token)))
        .toList();
  }

  private static int line(Token token) {
    return token.position().line();
  }

  private static String absolute(String path, String root) {
    return path.startsWith("/") ? path : root + "/" + path;
  }
}
